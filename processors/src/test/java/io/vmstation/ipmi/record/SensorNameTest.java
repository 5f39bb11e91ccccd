package io.vmstation.ipmi.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SensorNameTest {
    private static String name(int coding, byte... letters) {
        byte[] record = Arrays.copyOf(bytes(coding | letters.length), 1 + letters.length);
        System.arraycopy(letters, 0, record, 1, letters.length);
        return SensorName.of(record, 0);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void lettersBeyondAsciiAreUnderstoodInBothWaysInWhichTheyAreWritten() {
        assertThat(name(0xc0, "T\u00e4mp".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("T\u00e4mp");
        assertThat(name(0xc0, "T\u00e4mp".getBytes(StandardCharsets.UTF_8))).isEqualTo("T\u00e4mp");
    }

    @Test
    void packedNamesAreUnpacked() {
        assertThat(name(0x80, bytes(0x29, 0xdc, 0xa6))).isEqualTo("IPMI");
        assertThat(name(0x40, bytes(0x12, 0x3c))).isEqualTo("123.");
        assertThat(name(0x00, bytes('u', 0, 'n', 0))).isEqualTo("un");
    }

    @Test
    void namesStayOnOneLineAndEndAtAZero() {
        assertThat(name(0xc0, bytes('a', '\n', 'b', 0, 'c'))).isEqualTo("a?b");
    }

    @Test
    void aNameThatIsCutShortIsReadAsFarAsItIsThere() {
        assertThat(SensorName.of(bytes(0xcf, 'a', 'b'), 0)).isEqualTo("ab");
    }
}
