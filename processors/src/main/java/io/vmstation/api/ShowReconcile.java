package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ExchangeVariables;
import org.apache.camel.Exchange;

/**
 * Answers with what came of a run over a cluster. Needs the step {@code callRoute} before it.
 * Thread-safe.
 */
public final class ShowReconcile extends AnswerStep {
    private final Calls calls;

    /** Says it in the words of {@code calls}. */
    public ShowReconcile(Calls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return calls.reconcile(
                String.valueOf(exchange.getVariable(ExchangeVariables.CLUSTER, String.class)),
                CallRoute.outcome(exchange));
    }
}
