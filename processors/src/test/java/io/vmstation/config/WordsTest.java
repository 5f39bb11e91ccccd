package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "30s,PT30S", "3m,PT3M", "2h,PT2H", "30d,PT720H", "PT1M30S,PT90S"})
    void readsDurations(String text, Duration expected) {
        assertThat(Quantities.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1.5s", "-1s", "3M", "PT", "P1Y", "99999999999999s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantities.duration(text));
    }

    @ParameterizedTest
    @CsvSource({"512B,512", "16KB,16384", "1mb,1048576"})
    void readsSizes(String text, long expected) {
        assertThat(Quantities.bytes(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "macAdresses,macAddresses",
        "dead-lines,deadline",
        "nodse,nodes",
        "secureOn,secureOnFile"
    })
    void guessesWhatWasMeant(String written, String meant) {
        assertThat(
                        Suggestion.closest(
                                written,
                                List.of("nodes", "macAddresses", "deadline", "secureOnFile")))
                .contains(meant);
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Suggestion.closest("colour", List.of("labels", "port"))).isEmpty();
    }

    @Test
    void splitsLikeAShell() {
        assertThat(ShellWords.split("a b='c d' e=\"f \\\" g\" h\\ i '' # j"))
                .containsExactly("a", "b=c d", "e=f \" g", "h i", "");
        assertThatIllegalArgumentException().isThrownBy(() -> ShellWords.split("a 'b"));
    }

    @Test
    void expandsRanges() {
        assertThat(HostRange.expand("n[08:10].lan"))
                .containsExactly("n08.lan", "n09.lan", "n10.lan");
        assertThat(HostRange.expand("r[a:b]-[0:4:2]"))
                .containsExactly("ra-0", "ra-2", "ra-4", "rb-0", "rb-2", "rb-4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostRange.expand("n[1:999][1:999][1:999]"));
    }

    @Test
    void takesPortsFromHostPatterns() {
        assertThat(HostPattern.parse("nas:2222"))
                .isEqualTo(new HostPattern("nas", Optional.of("2222")));
        assertThat(HostPattern.parse("[fd00::1]:22"))
                .isEqualTo(new HostPattern("fd00::1", Optional.of("22")));
        assertThat(HostPattern.parse("fd00::1").port()).isEmpty();
        assertThat(HostPattern.parse("node[01:03]:22"))
                .isEqualTo(new HostPattern("node[01:03]", Optional.of("22")));
        assertThat(HostPattern.parse("node[01:03]").port()).isEmpty();
    }

    @Test
    void neverShowsTheValueOfASecret() {
        Problem secret = new Problem("a", 1, "smtp.password", "hunter2", "is wrong");
        Problem file = new Problem("a", 1, "smtp.password.file", "/etc/x", "is missing");

        assertThat(secret.render()).isEqualTo("a:1: smtp.password: is wrong");
        assertThat(file.render()).contains("\"/etc/x\"");
    }
}
