package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which series each node has at the moment, so that the end of one can be told: otherwise its last
 * value would be taken for the present one for another five minutes. Thread-safe.
 */
final class LiveSeries {
    private final InstantSource clock;
    private final Map<String, Live> byNode = new HashMap<>();

    private record Live(long millis, Map<Series, Series> series) {}

    /**
     * @param clock tells whether the time of a reading lies in the future
     */
    LiveSeries(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * The samples of a reading, with the end of each series that it no longer has.
     *
     * @return nothing when the reading is not newer than the one before: samples of a series must
     *     be in order. Only a clock that was set back makes an older one count.
     */
    synchronized List<Sample> read(String node, Instant at, List<Point> points) {
        Live before = byNode.get(node);
        long millis = at.toEpochMilli();
        if (before != null && millis <= before.millis && before.millis <= clock.millis()) {
            return List.of();
        }
        Map<Series, Series> known = before == null ? Map.of() : before.series;
        Map<Series, Series> now = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (Point point : points) {
            // The object of the last time: a long queue then holds each text once.
            Series series = known.getOrDefault(point.series(), point.series());
            if (now.put(series, series) == null) {
                samples.add(Sample.of(new Point(series, point.value()), millis));
            }
        }
        for (Series series : known.keySet()) {
            if (!now.containsKey(series)) {
                samples.add(Sample.endOf(series, millis));
            }
        }
        byNode.put(node, new Live(millis, now));
        return samples;
    }

    /** The end of every series of a node of which nothing is known any more. */
    synchronized List<Sample> end(String node) {
        Live live = byNode.get(node);
        if (live == null) {
            return List.of();
        }
        long millis = Math.max(clock.millis(), live.millis + 1);
        byNode.put(node, new Live(millis, Map.of()));
        return live.series.keySet().stream().map(series -> Sample.endOf(series, millis)).toList();
    }

    /** The nodes that have series. */
    synchronized Set<String> nodes() {
        return byNode.entrySet().stream()
                .filter(entry -> !entry.getValue().series.isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
