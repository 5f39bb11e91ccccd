package io.vmstation.spi;

import io.vmstation.node.Node;
import java.util.concurrent.CompletableFuture;

/**
 * One way to ask a node to wake. Asking proves nothing and does no harm to a node that is up, so it
 * may be repeated. Thread-safe.
 */
public interface WakeMethod {

    /** Its name in {@code wake.methods}, and the label {@code method} of its metrics. */
    String name();

    /** What {@link #ask} would do, for a dry run: one clause. Touches nothing. */
    default String plan(Node node) {
        return "asks it to wake";
    }

    /**
     * Asks once, at every MAC address of the node. The future completes normally, soon, and holds
     * no Camel or Netty thread meanwhile.
     */
    CompletableFuture<MethodOutcome> ask(Node node);
}
