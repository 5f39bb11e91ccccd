package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/**
 * Answers with the power of a node, or with what came of an order to switch it. Needs the step
 * {@code callRoute} before it. Thread-safe.
 */
public final class ShowPower extends AnswerStep {
    private final Calls calls;

    /** Says it in the words of {@code calls}. */
    public ShowPower(Calls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return calls.power(CallRoute.outcome(exchange));
    }
}
