package io.vmstation.ipmi.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static Duration wait(Map<String, List<String>> headers) {
        return RetryAfter.of(HttpHeaders.of(headers, (name, value) -> true), () -> NOON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "Sun, 22 Nov 2026 12:00:30 GMT | PT30S",
                "Sun, 22 Nov 2026 11:00:00 GMT | PT0S",
                "soon | PT0S",
                "-5 | PT0S",
                "1e9 | PT0S",
                "99999999999999999999 | PT0S",
            })
    void isATimeFromNow(String text, Duration expected) {
        assertThat(wait(Map.of("Retry-After", List.of(text)))).isEqualTo(expected);
    }

    @Test
    void isNothingWhenItIsNotSaid() {
        assertThat(wait(Map.of())).isZero();
    }
}
