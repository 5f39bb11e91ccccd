package io.vmstation.ipmi.source.lan;

import java.time.Duration;

/** How quick a BMC is, so that what got lost is noticed soon. Used by one thread at a time. */
final class Pace {
    private static final int ENOUGH = 8;
    private static final int TIMES = 8;
    private static final Duration LEAST = Duration.ofMillis(200);

    private int answers;
    private long slowest;

    /** An answer came after so many nanoseconds, without asking again. */
    void note(long nanos) {
        answers = Math.min(answers + 1, ENOUGH);
        slowest = Math.max(slowest - slowest / 100, nanos);
    }

    /** A patience that does for this BMC, not longer than the given one. */
    Duration shorten(Duration most) {
        if (answers < ENOUGH) {
            return most;
        }
        Duration own = Duration.ofNanos(slowest * TIMES);
        Duration enough = own.compareTo(LEAST) < 0 ? LEAST : own;
        return enough.compareTo(most) < 0 ? enough : most;
    }
}
