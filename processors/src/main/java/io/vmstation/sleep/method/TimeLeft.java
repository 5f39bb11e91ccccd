package io.vmstation.sleep.method;

import java.time.Duration;

/** What is left of a time limit that begins when this is made. */
final class TimeLeft {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final long end;

    TimeLeft(Duration timeLimit) {
        end = System.nanoTime() + timeLimit.toNanos();
    }

    /** Never less than a second, so that the last step has a chance. */
    Duration duration() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
}
