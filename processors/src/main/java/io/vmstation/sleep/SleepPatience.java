package io.vmstation.sleep;

import java.time.Duration;

/**
 * How patient the transaction is.
 *
 * @param undoLimit how long one try to take one step back may take
 * @param undoTries how often that is tried
 * @param undoPause the pause before the next try; it grows with each
 * @param leftover how long a step that is called off may go on before the steps before it are taken
 *     back all the same
 * @param stop how long the end of the host may wait for all of it
 */
record SleepPatience(
        Duration undoLimit, int undoTries, Duration undoPause, Duration leftover, Duration stop) {
    static final SleepPatience USUAL =
            new SleepPatience(
                    Duration.ofSeconds(30),
                    4,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15));

    /** What of {@link #stop} a step may use up that is called off because the host stops. */
    Duration leftoverAtStop() {
        Duration part = stop.dividedBy(4);
        return part.compareTo(leftover) < 0 ? part : leftover;
    }
}
