package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;

/** Answers with all clusters that are kept as files say. Thread-safe. */
public final class ShowClusters extends AnswerStep {
    private final ClusterViews views;

    /** Shows what {@code views} knows. */
    public ShowClusters(ClusterViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        return views.all();
    }
}
