package io.vmstation.ipmi.push;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** When a receiver wants to be asked again: RFC 9110 section 10.2.3. */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** How long that is from now; zero when it did not say, or said nothing sensible. */
    static Duration of(HttpHeaders headers, InstantSource clock) {
        return headers.firstValue("Retry-After")
                .map(String::strip)
                .map(text -> parsed(text, clock.instant()))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
    }

    private static Duration parsed(String text, Instant now) {
        if (text.matches("\\d{1," + MOST_DIGITS + "}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
