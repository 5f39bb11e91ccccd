package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/** Answers with all nodes. Thread-safe. */
public final class ShowNodes extends AnswerStep {
    private final NodeViews views;

    /** Shows what {@code views} knows. */
    public ShowNodes(NodeViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return views.all();
    }
}
