package io.vmstation.ipmi.push;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import io.vmstation.ipmi.push.Series.Label;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a request of Prometheus remote write 1.0: a protobuf message {@code WriteRequest} of
 * {@code prompb/remote.proto}, in the block format of Snappy.
 */
final class WriteRequest {
    private static final int SERIES = 1;
    private static final int LABELS = 1;
    private static final int SAMPLES = 2;
    private static final int LABEL_NAME = 1;
    private static final int LABEL_VALUE = 2;
    private static final int SAMPLE_VALUE = 1;
    private static final int SAMPLE_TIMESTAMP = 2;

    /** Netty's encoder keeps positions in 16 bits: what is much longer comes out wrong. */
    private static final int PIECE = 32_000;

    /** In the length before a block, the bit of each byte that says that another one follows. */
    private static final int GOES_ON = 0x80;

    private WriteRequest() {}

    /**
     * Makes the body.
     *
     * @param samples in any order; they are put into the order of their times, series by series
     */
    static byte[] of(List<Sample> samples) {
        return compressed(message(samples));
    }

    private static byte[] message(List<Sample> samples) {
        Map<Series, List<Sample>> bySeries = new LinkedHashMap<>();
        for (Sample sample : samples) {
            bySeries.computeIfAbsent(sample.series(), s -> new ArrayList<>()).add(sample);
        }
        bySeries.values().forEach(of -> of.sort(Comparator.comparingLong(Sample::millis)));
        int size = 0;
        for (Map.Entry<Series, List<Sample>> entry : bySeries.entrySet()) {
            size += framed(size(entry.getKey(), entry.getValue()));
        }
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Map.Entry<Series, List<Sample>> entry : bySeries.entrySet()) {
                write(out, entry.getKey(), entry.getValue());
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("the array is as long as was computed", e);
        }
        return bytes;
    }

    private static void write(CodedOutputStream out, Series series, List<Sample> samples)
            throws IOException {
        frame(out, SERIES, size(series, samples));
        for (Label label : series.labels()) {
            frame(out, LABELS, size(label));
            out.writeString(LABEL_NAME, label.name());
            out.writeString(LABEL_VALUE, label.value());
        }
        for (Sample sample : samples) {
            frame(out, SAMPLES, size(sample));
            // On the wire the same as a double.
            out.writeFixed64(SAMPLE_VALUE, sample.bits());
            out.writeInt64(SAMPLE_TIMESTAMP, sample.millis());
        }
    }

    private static int size(Series series, List<Sample> samples) {
        return series.labels().stream().mapToInt(label -> framed(size(label))).sum()
                + samples.stream().mapToInt(sample -> framed(size(sample))).sum();
    }

    private static int size(Label label) {
        return CodedOutputStream.computeStringSize(LABEL_NAME, label.name())
                + CodedOutputStream.computeStringSize(LABEL_VALUE, label.value());
    }

    private static int size(Sample sample) {
        return CodedOutputStream.computeFixed64Size(SAMPLE_VALUE, sample.bits())
                + CodedOutputStream.computeInt64Size(SAMPLE_TIMESTAMP, sample.millis());
    }

    /** The length of a message inside another one: a tag of one byte and its length go before. */
    private static int framed(int size) {
        return 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static void frame(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    /**
     * One block, put together of several: a copy in the format refers to what was said before it in
     * its own piece, so the pieces can stand one after the other behind the length of the whole.
     */
    static byte[] compressed(byte[] plain) {
        ByteBuf in = Unpooled.wrappedBuffer(plain);
        ByteBuf block = Unpooled.buffer(plain.length / 2 + PIECE / 1_000);
        ByteBuf piece = Unpooled.buffer();
        try {
            writeLength(block, plain.length);
            while (in.isReadable()) {
                int length = Math.min(PIECE, in.readableBytes());
                piece.clear();
                new Snappy().encode(in.readSlice(length), piece, length);
                skipLength(piece);
                block.writeBytes(piece);
            }
            byte[] bytes = new byte[block.readableBytes()];
            block.readBytes(bytes);
            return bytes;
        } finally {
            piece.release();
            block.release();
            in.release();
        }
    }

    private static void writeLength(ByteBuf out, int length) {
        int rest = length;
        while (rest >= GOES_ON) {
            out.writeByte(rest | GOES_ON);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static void skipLength(ByteBuf block) {
        while ((block.readByte() & GOES_ON) != 0) {
            // Its last byte is the first one without the bit.
        }
    }
}
