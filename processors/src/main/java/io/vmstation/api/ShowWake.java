package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/** Answers with what came of a wake. Needs the step {@code callRoute} before it. Thread-safe. */
public final class ShowWake extends AnswerStep {
    private final Calls calls;

    /** Says it in the words of {@code calls}. */
    public ShowWake(Calls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return calls.wake(CallRoute.outcome(exchange));
    }
}
