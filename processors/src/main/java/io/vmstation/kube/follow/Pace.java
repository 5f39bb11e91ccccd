package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How fast clusters are looked at. All lengths are positive.
 *
 * @param debounce how long a change is let settle before a run, since changes come in swarms
 * @param retry the pause after a first failure; twice as long after each further one
 * @param longest pause after failures
 * @param settling the pause until objects that are on their way are judged again; twice as long
 *     each time
 * @param jitter by which part of itself each pause but {@code debounce} is made longer at most, by
 *     chance, 0 to 1
 */
public record Pace(
        Duration debounce, Duration retry, Duration longest, Duration settling, double jitter) {
    public Pace {
        requireNonNull(debounce, "debounce is null");
        requireNonNull(retry, "retry is null");
        requireNonNull(longest, "longest is null");
        requireNonNull(settling, "settling is null");
        if (jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("jitter is not between 0 and 1: " + jitter);
        }
    }

    /** What suits most sites. */
    public static Pace usual() {
        return new Pace(
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                0.1);
    }
}
