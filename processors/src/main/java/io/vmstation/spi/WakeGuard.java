package io.vmstation.spi;

import io.vmstation.node.Node;
import java.util.concurrent.CompletableFuture;

/**
 * Hears that somebody needs a node, before the wake looks at it: a client wins over a sleep that is
 * under way. Thread-safe; never blocks.
 */
public interface WakeGuard {
    /** Nothing is ever going down. */
    WakeGuard NONE = (node, cause, source) -> CompletableFuture.completedFuture(null);

    /**
     * Somebody who may wake needs the node.
     *
     * @return completes, always normally, when what the node answers can be trusted: at once,
     *     unless it is just going down
     */
    CompletableFuture<Void> wanted(Node node, String cause, String source);
}
