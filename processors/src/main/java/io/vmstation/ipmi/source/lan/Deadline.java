package io.vmstation.ipmi.source.lan;

import java.time.Duration;

/**
 * When something must have ended.
 *
 * @param end by {@link System#nanoTime}
 */
record Deadline(long end) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Nanoseconds until then, zero when it has passed. */
    long left() {
        return Math.max(0, end - System.nanoTime());
    }

    boolean hasPassed() {
        return left() == 0;
    }

    /** This one, or some time from now, whichever is first. */
    Deadline butWithin(Duration time) {
        return time.toNanos() < left() ? in(time) : this;
    }
}
