package io.vmstation.sleep.check;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * What some counters of one node have grown by, reading after reading, as far back as a window
 * reaches. A counter that goes back (the node has started anew, or the counter has wrapped) and a
 * gap in the readings (the node has slept) begin it anew. Not thread-safe.
 */
final class GrowthHistory {
    /** The window is divided so finely; readings that come faster are merged. */
    private static final int STEPS = 30;

    /** A reading that is older than that many windows says little about this one. */
    private static final int GAP = 3;

    private final long window;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private Map<String, Long> last = Map.of();

    private record Reading(long nanos, double total) {}

    /**
     * What came of one more reading.
     *
     * @param covered how long has been measured
     * @param perSecond the average growth over the window; absent until it is covered
     */
    record Growth(Duration covered, Optional<Double> perSecond) {}

    GrowthHistory(Duration window) {
        this.window = Math.max(1, window.toNanos());
    }

    /**
     * Takes one more reading.
     *
     * @param nanos of a clock that only goes forward
     * @param counters by name; one that is new has grown from 0
     */
    Growth add(long nanos, Map<String, Long> counters) {
        if (!readings.isEmpty() && (wentBack(counters) || isGap(nanos))) {
            readings.clear();
        }
        double total = readings.isEmpty() ? 0 : readings.getLast().total() + grown(counters);
        append(new Reading(nanos, total));
        last = Map.copyOf(counters);
        forgetWhatNoWindowReaches(nanos);
        Reading first = readings.getFirst();
        long covered = nanos - first.nanos();
        return new Growth(
                Duration.ofNanos(covered),
                covered >= window
                        ? Optional.of((total - first.total()) * 1e9 / covered)
                        : Optional.empty());
    }

    private boolean wentBack(Map<String, Long> counters) {
        return counters.entrySet().stream()
                .anyMatch(each -> each.getValue() < last.getOrDefault(each.getKey(), 0L));
    }

    private boolean isGap(long nanos) {
        return nanos - readings.getLast().nanos() > GAP * window;
    }

    private double grown(Map<String, Long> counters) {
        return counters.entrySet().stream()
                .mapToDouble(each -> each.getValue() - last.getOrDefault(each.getKey(), 0L))
                .sum();
    }

    private void append(Reading reading) {
        Reading newest = readings.pollLast();
        if (newest != null) {
            Reading before = readings.peekLast();
            if (before == null || reading.nanos() - before.nanos() > window / STEPS) {
                readings.addLast(newest);
            }
        }
        readings.addLast(reading);
    }

    /** Keeps one reading that is as old as the window. */
    private void forgetWhatNoWindowReaches(long nanos) {
        while (readings.size() > 1) {
            Reading oldest = readings.removeFirst();
            if (nanos - readings.getFirst().nanos() < window) {
                readings.addFirst(oldest);
                return;
            }
        }
    }
}
