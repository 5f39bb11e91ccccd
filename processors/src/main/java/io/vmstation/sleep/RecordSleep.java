package io.vmstation.sleep;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Ends the attempt as a success, or the dry run, and sets the variable {@code sleepReport}.
 * Attempts that end in any other way are ended without this step. Thread-safe.
 */
public final class RecordSleep extends SleepStep {
    private static final int RETRY_AFTER_SECONDS = 60;

    @Override
    CompletableFuture<?> begin(Transaction transaction, Exchange exchange) {
        SleepReport report = transaction.end(null);
        exchange.setVariable(ExchangeVariables.REPORT, report);
        if (report.outcome() instanceof Outcome.Failed failed) {
            throw new RequestFailure(
                    "Node " + report.node() + ": " + failed.reason(), RETRY_AFTER_SECONDS);
        }
        return CompletableFuture.completedFuture(null);
    }
}
