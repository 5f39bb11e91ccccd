package io.vmstation.spi;

import io.vmstation.node.Node;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One way to ask a node to wake. Asking proves nothing and does no harm to a node that is up, so it
 * may be repeated. Thread-safe.
 */
public interface WakeMethod {

    /** Its name in {@code wake.methods}, and the label {@code method} of its metrics. */
    String name();

    /**
     * Whether the configuration of the node has what it takes. A method that does not suit is left
     * out of the ladder of that node without a word. By default it takes a MAC address.
     */
    default boolean suits(Node node) {
        return !node.macAddresses().isEmpty();
    }

    /**
     * How long, once the node was asked in this way, asking again makes no sense. By default no
     * time at all: a packet may be lost.
     */
    default Duration pause() {
        return Duration.ZERO;
    }

    /** What {@link #ask} would do, for a dry run: one clause. Touches nothing. */
    default String plan(Node node) {
        return "asks it to wake";
    }

    /**
     * Asks once, at every MAC address of the node where it goes by these. The future completes
     * normally and holds no Camel or Netty thread meanwhile. One that takes long delays no other
     * method, and is not asked for that node again before it is done.
     */
    CompletableFuture<MethodOutcome> ask(Node node);
}
