package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a BMC was told of its system: Get System Info Parameters, IPMI 2.0 section 22.14b. */
final class SystemInfo {
    /** The version of the BIOS. */
    static final int FIRMWARE_VERSION = 1;

    /** Where the BMC has a web page. */
    static final int BMC_URL = 6;

    private static final int BLOCK = 16;

    /** What the standard lets it have; a BMC with more makes it up. */
    private static final int MOST_BLOCKS = 16;

    /** A parameter that is a text; nothing if the BMC does not know it. */
    static Optional<String> text(Conversation bmc, int parameter) throws LanFailure {
        try {
            return read(bmc, parameter).filter(text -> !text.isEmpty());
        } catch (LanFailure e) {
            if (e.kind() == Kind.UNUSABLE || e.kind() == Kind.UNSUPPORTED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<String> read(Conversation bmc, int parameter) throws LanFailure {
        Answer first = block(bmc, parameter, 0);
        if (!first.isOk() || first.size() < 4) {
            return Optional.empty();
        }
        int length = first.at(3);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(first.from(4));
        for (int i = 1; i < MOST_BLOCKS && text.size() < length; i++) {
            byte[] more = block(bmc, parameter, i).orFail().from(2);
            text.write(more, 0, Math.min(more.length, BLOCK));
        }
        byte[] bytes = text.toByteArray();
        String whole = new String(bytes, 0, Math.min(length, bytes.length), encoding(first.at(2)));
        return Optional.of(whole.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }

    private static Charset encoding(int code) {
        return switch (code & 0x0f) {
            case 1 -> StandardCharsets.UTF_8;
            case 2 -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.ISO_8859_1;
        };
    }

    private static Answer block(Conversation bmc, int parameter, int number) throws LanFailure {
        return bmc.ask(
                new Request("Get System Info Parameters", 0x06, 0x59, 0, parameter, number, 0));
    }

    private SystemInfo() {}
}
