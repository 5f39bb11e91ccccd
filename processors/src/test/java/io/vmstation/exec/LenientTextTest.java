package io.vmstation.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LenientTextTest {

    @Test
    void utf8IsTakenForWhatItIs() {
        assertThat(LenientText.of("L\u00fcfter \u6e29 \ud83d\ude00".getBytes(UTF_8)))
                .isEqualTo("L\u00fcfter \u6e29 \ud83d\ude00");
        assertThat(LenientText.of(new byte[0])).isEmpty();
    }

    @Test
    void everyOtherByteIsALetterOfLatin1() {
        assertThat(LenientText.of("L\u00fcfter Geh\u00e4use\n".getBytes(ISO_8859_1)))
                .isEqualTo("L\u00fcfter Geh\u00e4use\n");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(LenientText.of(all)).isEqualTo(new String(all, ISO_8859_1));
    }

    @Test
    void aLetterThatIsCutInTwoAtTheEndDoesNotSpoilTheRest() {
        byte[] cut = java.util.Arrays.copyOf("a\u6e29".getBytes(UTF_8), 3);

        assertThat(LenientText.of(cut)).startsWith("a").hasSize(3);
    }
}
