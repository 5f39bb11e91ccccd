package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RE2 finds is found; what it does not know is refused. */
class GoPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    Correctable memory error ~ a Correctable memory error ; Event Data3 = 34h
                    [Cc]orrectable.*error ~ correctable memory error
                    (?i)fan (?P<which_one>\\d+) ~ FAN 12
                    (?U)a+?b ~ aab
                    (?Ui:A)b ~ ab
                    (?-s:a)b ~ ab
                    [[:alpha:]]+[[:digit:]] ~ x1
                    ^[[:^space:]_]+$ ~ a-b
                    [[:word:]]{2,3} ~ ab
                    ^[]a]$ ~ ]
                    ^[^]a]$ ~ b
                    ^[a[]$ ~ [
                    ^[a&&b]$ ~ &
                    a{,2} ~ a{,2}
                    {x} ~ {x}
                    \\pL\\p{Greek}\\P{^Lu} ~ aαA
                    \\Q(a+\\E\\. ~ (a+.
                    \\x{41}\\x42\\. ~ AB.
                    a\\z ~ ba
                    x*?y{2}?z ~ yyz
                    """)
    void findsWhatGoFinds(String pattern, String text) {
        assertThat(GoPattern.compile(pattern).matcher(text).find()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    ^[[:alpha:]]$ ~ :
                    ^[a&&b]$ ~ c
                    ^[^]a]$ ~ ]
                    a$ ~ ab
                    """)
    void findsNothingElse(String pattern, String text) {
        assertThat(GoPattern.compile(pattern).matcher(text).find()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=a)b",
                "(?!a)b",
                "(?<=a)b",
                "(?<!a)b",
                "(?>a)",
                "(a)\\1",
                "(?P=x)",
                "a*+b",
                "a++",
                "a**",
                "a{1001}",
                "a{2,99999}",
                "\\h",
                "\\R",
                "\\p",
                "\\pX",
                "\\p{Nonsense}",
                "[[:nonsense:]]",
                "[a",
                "(a",
                "a)",
                "*a",
                "a\\",
                "(?x)a b"
            })
    void refusesWhatGoRefuses(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoPattern.compile(pattern))
                .withMessageContaining("RE2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1001})
    void refusesWhatIsEmptyOrTooLong(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoPattern.compile("a".repeat(length)))
                .withMessageContaining("1000");
    }
}
