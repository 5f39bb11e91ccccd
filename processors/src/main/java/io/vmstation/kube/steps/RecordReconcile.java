package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Remembers how the run ended, counts it, writes down what it changed, and leaves it in the
 * variable {@code reconcileReport}. Thread-safe.
 */
public final class RecordReconcile implements Processor {
    private static final int RETRY_AFTER_SECONDS = 60;

    private final RunRecords records;

    /** Hands over to {@code records}. */
    public RecordReconcile(RunRecords records) {
        this.records = requireNonNull(records, "records is null");
    }

    @Override
    public void process(Exchange exchange) {
        ReconcileRun run = exchange.getVariable(ExchangeVariables.RECONCILE, ReconcileRun.class);
        if (run == null) {
            throw new RequestFailure(
                    "the step loadDesired must come before this one", RETRY_AFTER_SECONDS);
        }
        exchange.setVariable(ExchangeVariables.RECONCILED, records.record(run).words());
    }
}
