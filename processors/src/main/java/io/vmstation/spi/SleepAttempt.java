package io.vmstation.spi;

import io.vmstation.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One attempt to put a node to sleep, in which the steps of a route meet: found in the exchange
 * variable {@link ExchangeVariables#SLEEP}. Whatever the steps did is taken back, last step first,
 * unless the node is confirmed asleep. Thread-safe.
 */
public interface SleepAttempt {

    /** Who is to sleep. */
    Node node();

    /** Identifies it in the ledger. */
    String id();

    /** Whether steps only say what they would do, by {@link #plan}. */
    boolean dryRun();

    /**
     * Runs programs on the node over SSH. What runs when the attempt is called off is ended, so
     * that no step waits for it; what an undo runs after that is left alone.
     */
    Commands commands();

    /**
     * Fails the calling step when the attempt is over: somebody needs the node, or the host stops.
     *
     * @throws RequestFailure with the reason
     */
    void goOn();

    /**
     * Announces what the calling step is about to do, and how to take it back. Call it before
     * acting: it completes when a crash can no longer hide that the step had begun.
     *
     * @param step past-tense kind of event in the ledger, such as {@code node.cordoned}
     * @param undo takes the step back, also when it was done only in part or not at all
     */
    CompletableFuture<Void> begin(String step, String detail, Supplier<CompletableFuture<?>> undo);

    /** As {@link #begin(String, String, Supplier)}, for a step that leaves nothing to take back. */
    default CompletableFuture<Void> begin(String step, String detail) {
        return begin(step, detail, () -> CompletableFuture.completedFuture(null));
    }

    /** Notes that a step was done. */
    void done(String step, String detail);

    /** Says, in a dry run, what a step would do. */
    void plan(String step, String detail);
}
