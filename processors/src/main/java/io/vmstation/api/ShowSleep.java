package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/**
 * Answers with what came of an attempt to put a node to sleep. Needs the step {@code callRoute}
 * before it. Thread-safe.
 */
public final class ShowSleep extends AnswerStep {
    private final Calls calls;

    /** Says it in the words of {@code calls}. */
    public ShowSleep(Calls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return calls.sleep(CallRoute.outcome(exchange));
    }
}
