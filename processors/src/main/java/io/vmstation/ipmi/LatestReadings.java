package io.vmstation.ipmi;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.BmcReading;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The latest reading of each BMC that is polled, by the name of its node. Thread-safe. */
public final class LatestReadings {
    private final ConcurrentMap<String, BmcReading> byNode = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, BmcReading>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Tells of each reading, failed ones too.
     *
     * @param listener hears the name of the node; must neither block nor fail
     */
    public void onReading(BiConsumer<String, BmcReading> listener) {
        listeners.add(requireNonNull(listener, "listener is null"));
    }

    /** Takes the place of the reading before. */
    public void note(String node, BmcReading reading) {
        byNode.put(node, reading);
        listeners.forEach(listener -> listener.accept(node, reading));
    }

    /** Forgets what was read: nothing is known any more. */
    public void forget(String node) {
        byNode.remove(node);
    }

    /** Forgets every node but these. */
    public void retain(Predicate<String> nodes) {
        byNode.keySet().removeIf(nodes.negate());
    }

    /** All of them now, by the name of the node. */
    public Map<String, BmcReading> all() {
        return new TreeMap<>(byNode);
    }
}
