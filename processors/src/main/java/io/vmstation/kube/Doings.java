package io.vmstation.kube;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who is doing what with each node at the moment: of one node at most one restoration is under way,
 * and none while somebody puts it to sleep. Nodes are told apart by name. Thread-safe.
 */
final class Doings {
    private final Map<String, Restoration> underWay = new HashMap<>();
    private final Set<String> departing = new HashSet<>();
    private final Set<String> untouched = new HashSet<>();
    private boolean closed;

    /**
     * What is under way.
     *
     * @param fresh whether it was only made now, and is to be run
     */
    record Doing(Restoration restoration, boolean fresh) {}

    /** Joins what is under way, or makes it; nothing when the node must be left alone. */
    synchronized Optional<Doing> join(String node, Supplier<Restoration> make) {
        if (closed || departing.contains(node)) {
            return Optional.empty();
        }
        Restoration known = underWay.get(node);
        if (known != null) {
            return Optional.of(new Doing(known, false));
        }
        Restoration made = make.get();
        underWay.put(node, made);
        return Optional.of(new Doing(made, true));
    }

    /**
     * It is over.
     *
     * @param nothingLeft whether the node holds nothing of ours now
     */
    synchronized void ended(String node, boolean nothingLeft) {
        underWay.remove(node);
        if (nothingLeft) {
            untouched.add(node);
        }
    }

    /** Somebody puts it to sleep; what gets in the way. */
    synchronized Optional<Restoration> departs(String node) {
        departing.add(node);
        untouched.remove(node);
        return Optional.ofNullable(underWay.get(node));
    }

    /** Nobody does any more. */
    synchronized void stays(String node) {
        departing.remove(node);
    }

    /** Whether it is known to hold nothing of ours. */
    synchronized boolean isUntouched(String node) {
        return untouched.contains(node);
    }

    /** It may have been changed while nobody looked. */
    synchronized void doubt(String node) {
        untouched.remove(node);
    }

    /** Begins nothing any more; what is still under way. */
    synchronized List<Restoration> close() {
        closed = true;
        return List.copyOf(underWay.values());
    }
}
