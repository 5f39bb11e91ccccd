package io.vmstation.spi;

import io.vmstation.node.Node;

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

    /** Notes what was just seen. */
    void saw(Node node, State state);
}
