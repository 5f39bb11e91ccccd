package io.vmstation.sleep;

import io.vmstation.spi.SleepMethod;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Sends the node to sleep by its method, unless somebody needs it at that very moment: from here
 * there is no way back. Whether the node then sleeps is for {@link ConfirmAsleep} to say.
 * Thread-safe; holds no thread.
 */
public final class SuspendNode extends SleepStep {
    static final String STEP = "node.suspended";

    @Override
    CompletableFuture<?> begin(Transaction transaction, Exchange exchange) {
        SleepEngine engine = transaction.engine();
        SleepMethod method = engine.method(transaction.settings().method().name());
        String plan =
                method.plan(engine.order(transaction.request().node(), transaction.settings()));
        if (transaction.attempt().dryRun()) {
            transaction.attempt().plan(STEP, plan);
            return CompletableFuture.completedFuture(null);
        }
        return transaction
                .attempt()
                .begin(STEP, plan)
                .thenComposeAsync(announced -> transaction.depart(), engine.continuations());
    }
}
