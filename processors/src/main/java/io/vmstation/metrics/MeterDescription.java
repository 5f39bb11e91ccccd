package io.vmstation.metrics;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One meter as its readers see it.
 *
 * @param name as Prometheus shows it, with unit and {@code _total}, without the {@code _count},
 *     {@code _sum} and {@code _max} of a timer
 * @param kind what it counts like
 * @param unit of its values, empty for a plain number
 * @param labels names of its labels, in alphabetical order
 * @param help one sentence, with the values that its labels take
 */
public record MeterDescription(
        String name, Kind kind, Optional<String> unit, List<String> labels, String help) {
    /** What a meter counts like. */
    public enum Kind {
        /** Only grows, until a restart. */
        COUNTER,
        /** A value of now. */
        GAUGE,
        /** How often and how long. */
        TIMER
    }

    public MeterDescription {
        requireNonNull(kind, "kind is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(help, "help is null");
        labels = labels.stream().sorted().toList();
        if (!name.matches("vmstation(_[a-z]+)+")) {
            throw new IllegalArgumentException("not a name of ours: " + name);
        }
        if (kind == Kind.COUNTER != name.endsWith("_total")) {
            throw new IllegalArgumentException("counters, and only they, end in _total: " + name);
        }
        if (kind == Kind.TIMER && !name.endsWith("_seconds")) {
            throw new IllegalArgumentException("a timer does not end in _seconds: " + name);
        }
    }
}
