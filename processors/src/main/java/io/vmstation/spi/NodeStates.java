package io.vmstation.spi;

import io.vmstation.node.Node;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last seen of each node. A hint for the order of things and a word for people, never a
 * reason not to probe. Thread-safe.
 */
public interface NodeStates {

    /** What a node was last seen doing. */
    enum State {
        /** Nobody has looked yet. */
        UNKNOWN,
        /** It did not answer. */
        ASLEEP,
        /** A wake of it is under way. */
        WAKING,
        /** It answered. */
        AWAKE,
        /** The last wake of it failed and it has not answered since. */
        FAILED
    }

    /** What it was last seen doing. */
    State last(Node node);

    /** Since when it has been seen doing that, if its beginning was seen. */
    default Optional<Instant> since(Node node) {
        return Optional.empty();
    }

    /** Notes what was just seen. */
    void saw(Node node, State state);
}
