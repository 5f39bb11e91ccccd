package io.vmstation.kube.follow;

import java.time.Duration;
import java.util.Optional;

/** The header of that name, RFC 9110 section 10.2.3; API servers send seconds. */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private RetryAfter() {}

    static Optional<Duration> parsed(Optional<String> header) {
        return header.map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(pause -> pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }
}
