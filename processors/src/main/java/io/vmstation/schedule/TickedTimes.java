package io.vmstation.schedule;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The times that the clock has shown while somebody looked. A clock that is set back shows some of
 * them again. Not thread-safe.
 */
final class TickedTimes {
    private static final int MOST_RANGES = 16;

    /** From, exclusive, to until, inclusive; no two of them touch. */
    private final TreeMap<Instant, Instant> ranges = new TreeMap<>();

    /** The clock went on from one time to another. */
    void add(Instant from, Instant until) {
        Instant first = from;
        Instant last = until;
        Map.Entry<Instant, Instant> touching = ranges.floorEntry(last);
        while (touching != null && !touching.getValue().isBefore(from)) {
            ranges.remove(touching.getKey());
            first = touching.getKey().isBefore(first) ? touching.getKey() : first;
            last = touching.getValue().isAfter(last) ? touching.getValue() : last;
            touching = ranges.floorEntry(last);
        }
        ranges.put(first, last);
        if (ranges.size() > MOST_RANGES) {
            ranges.pollFirstEntry();
        }
    }

    /** Until when such times follow one another; empty when the clock has not shown that one. */
    Optional<Instant> shownUntil(Instant time) {
        return Optional.ofNullable(ranges.lowerEntry(time))
                .map(Map.Entry::getValue)
                .filter(until -> !time.isAfter(until));
    }
}
