package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/** Answers with the cluster that the path names, and its objects. Thread-safe. */
public final class ShowCluster extends AnswerStep {
    private final ClusterViews views;

    /** Shows what {@code views} knows. */
    public ShowCluster(ClusterViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return views.one(part(exchange, "name"));
    }
}
