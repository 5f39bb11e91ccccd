package io.vmstation.kube.follow;

import java.time.Duration;

/**
 * How fast a watch is tried again.
 *
 * @param first the pause after the first failure; twice as long after each further one
 * @param longest pause
 * @param asleep how often a cluster that sleeps is looked up among those that do; no request
 * @param quiet how long a watch may say nothing: the server sends a bookmark about once a minute
 */
record WatchPace(Duration first, Duration longest, Duration asleep, Duration quiet) {
    private static final int MOST_DOUBLINGS = 10;

    static WatchPace usual() {
        return new WatchPace(
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(150));
    }

    Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
