package io.vmstation.wake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How long each node takes to wake: the median of its last ten wakes. Thread-safe. */
public final class WakeTimes {
    private static final int REMEMBERED = 10;

    private final Map<String, Deque<Duration>> byNode = new ConcurrentHashMap<>();

    /** Notes how long one successful wake took. */
    public void learn(String node, Duration took) {
        byNode.compute(
                node,
                (name, before) -> {
                    Deque<Duration> times =
                            before == null ? new ArrayDeque<>() : new ArrayDeque<>(before);
                    times.addLast(took);
                    while (times.size() > REMEMBERED) {
                        times.removeFirst();
                    }
                    return times;
                });
    }

    /** The median, if the node has been woken before. */
    public Optional<Duration> typical(String node) {
        Deque<Duration> times = byNode.get(node);
        if (times == null) {
            return Optional.empty();
        }
        return times.stream().sorted().skip((times.size() - 1) / 2).findFirst();
    }
}
