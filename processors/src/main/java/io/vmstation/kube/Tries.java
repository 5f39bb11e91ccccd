package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How often each node was tried in vain, and so how long to wait. Thread-safe. */
final class Tries {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;

    private final Duration first;
    private final Map<String, Integer> failures = new HashMap<>();

    /**
     * @param first the pause after the first failure; twice as long after each further one
     */
    Tries(Duration first) {
        this.first = requireNonNull(first, "first is null");
    }

    /** It worked. */
    synchronized void succeeded(String node) {
        failures.remove(node);
    }

    /** It did not; how long to wait until the next try. */
    synchronized Duration failed(String node) {
        int count = failures.merge(node, 1, Integer::sum);
        Duration pause = first.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
