package io.vmstation.wake;

import java.time.Duration;

/**
 * How patient the engine is.
 *
 * @param headStart how long a node that was last seen awake may take to answer before the first
 *     packet goes out
 * @param resendInterval how often the ladder is climbed again, at first
 * @param coolDown how long after a failed wake new requests fail at once
 */
public record WakeSpeed(Duration headStart, Duration resendInterval, Duration coolDown) {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(250);

    /**
     * The pause before the next probe: a fiftieth of what has been waited already, so that a client
     * never waits more than about two per cent longer than it must.
     */
    static Duration pauseAfter(Duration waited) {
        return clamp(waited.dividedBy(50), SHORTEST_PAUSE, LONGEST_PAUSE);
    }

    /** How long one probe of a silent machine may take. */
    static Duration patienceAfter(Duration waited) {
        return clamp(waited.dividedBy(10), SHORTEST_PATIENCE, LONGEST_PAUSE);
    }

    /** The pause before the ladder is climbed again: the longer it lasts, the less it helps. */
    Duration resendAfter(Duration waited) {
        return clamp(waited.dividedBy(10), resendInterval, resendInterval.multipliedBy(10));
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0) {
            return least;
        }
        return value.compareTo(most) > 0 ? most : value;
    }
}
