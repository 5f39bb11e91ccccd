package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a receiver that failed is left alone: longer each time, and never to the second, so that
 * many senders do not come back all at once. Not thread-safe.
 */
final class BackOff {
    /** However long a receiver asks for. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int DOUBLINGS = 20;

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    /**
     * @param first after the first failure, positive
     * @param most after many
     */
    BackOff(Duration first, Duration most, RandomGenerator random) {
        this.first = requireNonNull(first, "first is null");
        this.most = requireNonNull(most, "most is null");
        this.random = requireNonNull(random, "random is null");
    }

    /**
     * Another failure: how long to wait now, from half of the time that is due to all of it.
     *
     * @param atLeast what the receiver asks for; honoured up to 15 minutes
     */
    Duration next(Duration atLeast) {
        long due = Math.min(most.toMillis(), first.toMillis() << Math.min(failures, DOUBLINGS));
        failures++;
        Duration wait = Duration.ofMillis(due / 2 + random.nextLong(due / 2 + 1));
        Duration asked = atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
        return wait.compareTo(asked) < 0 ? asked : wait;
    }

    /** A success. */
    void reset() {
        failures = 0;
    }
}
