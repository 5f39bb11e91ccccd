package io.vmstation.ipmi.source.tool;

import java.time.Duration;

/**
 * A point in time until which something may take.
 *
 * @param nanos of {@link System#nanoTime()}
 */
public record Deadline(long nanos) {
    private static final Duration LEAST = Duration.ofMillis(1);

    /** That time from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** How long that is from now; a moment when it is over. */
    public Duration left() {
        Duration left = Duration.ofNanos(nanos - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** Whether there is not even that time left. */
    public boolean isWithin(Duration time) {
        return left().compareTo(time) < 0;
    }
}
