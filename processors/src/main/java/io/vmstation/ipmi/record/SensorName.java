package io.vmstation.ipmi.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names in records of sensors: IPMI 2.0 section 43.15, type/length byte and what follows. As
 * FreeIPMI shows them, up to 16 bytes and to the first zero; but names that are packed are
 * unpacked.
 */
final class SensorName {
    private static final int LONGEST = 16;
    private static final int UNICODE = 0;
    private static final int BCD_PLUS = 1;
    private static final int SIX_BITS = 2;
    private static final String BCD_PLUS_LETTERS = "0123456789 -.:,_";

    /**
     * Reads a name.
     *
     * @param at where the type/length byte stands
     * @return as much of it as is there, on one line
     */
    static String of(byte[] record, int at) {
        int from = at + 1;
        int length = Math.min(LONGEST, record[at] & 0x1f);
        byte[] bytes = Arrays.copyOfRange(record, from, Math.min(record.length, from + length));
        String name =
                switch (record[at] >> 6 & 3) {
                    case UNICODE -> new String(bytes, StandardCharsets.UTF_16LE);
                    case BCD_PLUS -> bcdPlus(bytes);
                    case SIX_BITS -> sixBits(bytes);
                    default -> text(bytes);
                };
        int end = name.indexOf(0);
        return (end < 0 ? name : name.substring(0, end)).replaceAll("\\p{Cntrl}", "?");
    }

    /** The standard says Latin-1, but newer controllers write UTF-8. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String bcdPlus(byte[] bytes) {
        StringBuilder name = new StringBuilder();
        for (byte both : bytes) {
            name.append(BCD_PLUS_LETTERS.charAt(both >> 4 & 0x0f));
            name.append(BCD_PLUS_LETTERS.charAt(both & 0x0f));
        }
        return name.toString();
    }

    /** Four letters in three bytes, the lowest bits first, from the space on. */
    private static String sixBits(byte[] bytes) {
        StringBuilder name = new StringBuilder();
        int bits = 0;
        int have = 0;
        for (byte next : bytes) {
            bits |= (next & 0xff) << have;
            have += 8;
            while (have >= 6) {
                name.append((char) (' ' + (bits & 0x3f)));
                bits >>= 6;
                have -= 6;
            }
        }
        return name.toString();
    }

    private SensorName() {}
}
