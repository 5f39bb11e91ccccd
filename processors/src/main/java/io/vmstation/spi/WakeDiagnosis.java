package io.vmstation.spi;

import io.vmstation.node.Node;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds out why a node did not wake. Thread-safe; never blocks the caller. */
public interface WakeDiagnosis {
    /** Knows nothing. */
    WakeDiagnosis NONE = (node, since) -> CompletableFuture.completedFuture(Optional.empty());

    /**
     * Asks whoever may know, such as the BMC of the node.
     *
     * @param since when the wake began
     * @return completes normally, within seconds: one clause, or empty when nothing is known
     */
    CompletableFuture<Optional<String>> why(Node node, Instant since);
}
