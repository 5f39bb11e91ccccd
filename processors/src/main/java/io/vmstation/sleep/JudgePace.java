package io.vmstation.sleep;

import java.time.Duration;

/**
 * How often and how patiently nodes are judged.
 *
 * @param interval between two rounds of a node, positive
 * @param checkTimeout how long one check may take, positive
 */
public record JudgePace(Duration interval, Duration checkTimeout) {
    private static final int MISSING_ROUNDS = 3;

    public JudgePace {
        requirePositive(interval);
        requirePositive(checkTimeout);
    }

    /**
     * After how long without a round nobody can say any more that the node was idle meanwhile:
     * three intervals, or three slow rounds where these are longer.
     */
    public Duration longestGap() {
        Duration round = interval.compareTo(checkTimeout) < 0 ? checkTimeout : interval;
        return round.multipliedBy(MISSING_ROUNDS);
    }

    private static void requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("not positive: " + duration);
        }
    }
}
