package io.vmstation.ipmi.push;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sample as a receiver of remote write gets it.
 *
 * @param labels in the order in which they came
 * @param bits of its double
 */
record Received(Map<String, String> labels, long millis, long bits) {

    /** Reads a request: Snappy, protobuf. */
    static List<Received> in(byte[] body) {
        try {
            return message(decompressed(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] decompressed(byte[] block) {
        ByteBuf in = Unpooled.wrappedBuffer(block);
        ByteBuf out = Unpooled.buffer();
        try {
            new Snappy().decode(in, out);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            in.release();
            out.release();
        }
    }

    private static List<Received> message(byte[] bytes) throws IOException {
        List<Received> found = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            expect(tag, 1);
            found.addAll(series(in.readByteArray()));
        }
        return found;
    }

    private static List<Received> series(byte[] bytes) throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        List<Received> found = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            CodedInputStream nested = CodedInputStream.newInstance(in.readByteArray());
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                nested.readTag();
                String name = nested.readString();
                nested.readTag();
                labels.put(name, nested.readString());
            } else {
                expect(tag, 2);
                if (nested.readTag() != (1 << 3 | WireFormat.WIRETYPE_FIXED64)) {
                    throw new IOException("a value is a double");
                }
                long bits = nested.readFixed64();
                if (nested.readTag() != (2 << 3 | WireFormat.WIRETYPE_VARINT)) {
                    throw new IOException("a time is a whole number");
                }
                found.add(new Received(labels, nested.readInt64(), bits));
            }
        }
        return found;
    }

    private static void expect(int tag, int field) throws IOException {
        if (tag != (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
            throw new IOException("an unexpected field: " + tag);
        }
    }

    String metric() {
        return labels.getOrDefault("__name__", "");
    }

    String node() {
        return labels.getOrDefault("node", "");
    }

    double value() {
        return Double.longBitsToDouble(bits);
    }

    boolean isEnd() {
        return bits == 0x7ff0000000000002L;
    }
}
