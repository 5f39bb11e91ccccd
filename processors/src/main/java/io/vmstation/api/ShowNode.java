package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/** Answers with the node that the path names. Thread-safe. */
public final class ShowNode extends AnswerStep {
    private final NodeViews views;

    /** Shows what {@code views} knows. */
    public ShowNode(NodeViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return views.one(part(exchange, "name"));
    }
}
