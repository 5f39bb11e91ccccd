package io.vmstation.sleep;

import io.vmstation.node.Node;

/** Hears of each sleep that failed, so that the node is left alone for a while. Thread-safe. */
public interface SleepFailures {

    /**
     * A node could not be put to sleep.
     *
     * @param reason one clause
     */
    void failed(Node node, String reason);

    /** A node sleeps: what went wrong before does not count any more. */
    default void slept(Node node) {}
}
