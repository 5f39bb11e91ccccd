package io.vmstation.ipmi.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedSearchTest {
    private final BoundedSearch search = new BoundedSearch();

    @Test
    void findsWhatIsThere() {
        assertThat(search.finds(Pattern.compile("memory (error|fault)$"), "a memory fault"))
                .isTrue();
        assertThat(search.finds(Pattern.compile("memory"), "Memory")).isFalse();
    }

    @Test
    void givesUpAPatternThatWouldTakeForEver() {
        assertThat(search.finds(Pattern.compile("(a+)+b"), "a".repeat(500))).isFalse();
        assertThat(search.finds(Pattern.compile("(a|b|ab)*c"), "ab".repeat(250))).isFalse();
        assertThat(search.finds(Pattern.compile("a"), "a")).isTrue();
    }

    @Test
    void givesUpAllOfAReadingInTheEnd() {
        Pattern slow = Pattern.compile("(a+)+b");
        for (int event = 0; event < 10_000; event++) {
            search.finds(slow, "a".repeat(500));
        }
        assertThat(search.finds(slow, "aab")).isFalse();
    }

    @Test
    void looksAtTheBeginningOfATextThatNoControllerHas() {
        assertThat(search.finds(Pattern.compile("end"), "x".repeat(1_000_000) + "end")).isFalse();
    }
}
