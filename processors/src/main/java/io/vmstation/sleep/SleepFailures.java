package io.vmstation.sleep;

import io.vmstation.node.Node;

/** Hears of each sleep that failed, so that the node is left alone for a while. Thread-safe. */
@FunctionalInterface
public interface SleepFailures {

    /**
     * A node could not be put to sleep.
     *
     * @param reason one clause
     */
    void failed(Node node, String reason);
}
