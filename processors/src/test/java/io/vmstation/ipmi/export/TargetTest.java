package io.vmstation.ipmi.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.4.162, 192.168.4.162, 0",
        "192.168.4.162:9001, 192.168.4.162, 9001",
        "bmc-1.example.lan, bmc-1.example.lan, 0",
        "bmc_1:623, bmc_1, 623",
        "fd00::1, fd00::1, 0",
        "[fd00::1], fd00::1, 0",
        "[fd00::1]:623, fd00::1, 623",
        "storage, storage, 0"
    })
    void readsWhatPeopleWrite(String text, String host, int port) {
        assertThat(Target.parse(text))
                .isEqualTo(new Target(host, port == 0 ? Optional.empty() : Optional.of(port)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "-oProxyCommand=x",
                "a b",
                "host:",
                "host:0",
                "host:65536",
                "host:1:2",
                "http://host",
                "host/../x",
                "fe80::1%eth0",
                "[fd00::1",
                "[host]:623",
                "h\u00f6st",
                "host\n",
                "user@host"
            })
    void readsNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(text));
    }

    @Test
    void readsNothingThatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse("a".repeat(301)))
                .withMessageContaining("300");
    }

    @Test
    void takesTheFirstOfParametersAndNoneThatItDoesNotKnow() {
        assertThat(ScrapeQuery.of("x=1&target=a%3A1&target=b&module=&X-Y=z"))
                .isEqualTo(new ScrapeQuery("a:1", Optional.empty()));
        assertThat(ScrapeQuery.of("")).isEqualTo(new ScrapeQuery("", Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> ScrapeQuery.of("target=%zz"));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 9000",
        "10.000000, 9000",
        "60, 20000",
        "1.5, 750",
        "0.1, 100",
        "0, 100",
        "'', 20000",
        "-1, 20000",
        "NaN, 20000",
        "1e9, 20000",
        "9999999, 20000",
        "x, 20000"
    })
    void leavesPrometheusTimeToHearOfIt(String header, long millis) {
        Duration limit = ScrapeQuery.limit(Duration.ofSeconds(20), header);

        assertThat(limit).isEqualTo(Duration.ofMillis(millis));
        assertThat(ScrapeQuery.patience(limit)).isGreaterThan(limit);
    }
}
