package io.vmstation.ipmi.reading;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One poll of one BMC.
 *
 * @param source what read it, such as {@code native}
 * @param at when it began
 * @param took from then to its end
 * @param findings one for each collector that was asked for
 */
public record BmcReading(
        String source, Instant at, Duration took, Map<Collector, Finding> findings) {
    public BmcReading {
        requireNonNull(source, "source is null");
        requireNonNull(at, "at is null");
        requireNonNull(took, "took is null");
        findings = Map.copyOf(findings);
    }

    /** What came of a collector, if it is of that kind. */
    public <T extends Finding> Optional<T> finding(Collector collector, Class<T> kind) {
        return Optional.ofNullable(findings.get(collector))
                .filter(kind::isInstance)
                .map(kind::cast);
    }
}
