package io.vmstation.sleep;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Waits until the node that was sent to sleep has been silent for long enough, or fails with the
 * reason why it is not. Thread-safe; holds no thread.
 */
public final class ConfirmAsleep extends SleepStep {
    @Override
    CompletableFuture<?> begin(Transaction transaction, Exchange exchange) {
        if (transaction.attempt().dryRun()) {
            transaction
                    .attempt()
                    .plan(
                            "node.asleep",
                            "it would count as asleep once it was silent for "
                                    + DurationText.of(transaction.settings().silence()));
            return CompletableFuture.completedFuture(null);
        }
        return transaction.asleep();
    }
}
