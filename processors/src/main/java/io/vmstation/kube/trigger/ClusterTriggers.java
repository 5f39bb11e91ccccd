package io.vmstation.kube.trigger;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Where what notices something tells the routes that begin with it. What no route listens for is
 * forgotten: a slow timer makes it right. Thread-safe.
 */
public final class ClusterTriggers {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** What can be noticed. */
    public enum Signal {
        /** A file of the cluster has changed. */
        FILES,
        /** Somebody has changed an object in the cluster. */
        DRIFT;

        /** The signal of that name, as in routes. */
        static Optional<Signal> named(String word) {
            return Stream.of(values()).filter(signal -> signal.word().equals(word)).findFirst();
        }

        /** As in routes. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A route that listens. */
    private record Listener(Signal signal, BiConsumer<String, Set<String>> route) {}

    /**
     * Tells the routes.
     *
     * @param cluster its name
     * @param what has changed, for people
     */
    public void tell(Signal signal, String cluster, Set<String> what) {
        for (Listener listener : listeners) {
            if (listener.signal() == signal) {
                listener.route().accept(cluster, what);
            }
        }
    }

    /**
     * Listens until what is returned is run.
     *
     * @param route takes the name of a cluster and what has changed; never waits
     */
    Runnable listen(Signal signal, BiConsumer<String, Set<String>> route) {
        Listener listener = new Listener(signal, route);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
