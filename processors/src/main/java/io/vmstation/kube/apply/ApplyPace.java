package io.vmstation.kube.apply;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long things are tried and waited for in one run.
 *
 * @param firstPause before a request is tried again; twice as long before each further time
 * @param tries of one request, at least one
 * @param pauses all of them in one run together, and the failed requests that they follow
 * @param longestWait for what the server does by itself: a kind to be served, an object to be gone
 * @param poll between two looks at that
 */
public record ApplyPace(
        Duration firstPause, int tries, Duration pauses, Duration longestWait, Duration poll) {

    /** For real clusters. */
    public static final ApplyPace USUAL =
            new ApplyPace(
                    Duration.ofMillis(250),
                    4,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(200));

    public ApplyPace {
        requireNonNull(firstPause, "firstPause is null");
        requireNonNull(pauses, "pauses is null");
        requireNonNull(longestWait, "longestWait is null");
        requireNonNull(poll, "poll is null");
        if (tries < 1) {
            throw new IllegalArgumentException("tries is " + tries + ", but must be positive");
        }
    }

    /**
     * Waits until it is so.
     *
     * @param stop whether nobody waits any more
     * @return whether it is
     */
    boolean await(BooleanSupplier done, BooleanSupplier stop) {
        long end = System.nanoTime() + longestWait.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || stop.getAsBoolean() || !pause(poll)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody interrupted it. */
    static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
