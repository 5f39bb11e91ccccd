package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * Answers with what nodes drew and saved: all, or the one that the query names, over the days that
 * it says. Thread-safe.
 */
public final class ShowEnergy extends AnswerStep {
    private static final Set<String> KNOWN = Set.of("node", "days");

    private final EnergyViews views;

    /** Shows what {@code views} knows. */
    public ShowEnergy(EnergyViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    Answer answer(Exchange exchange) {
        try {
            Map<String, String> query =
                    Query.read(
                            exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class),
                            KNOWN);
            String days = query.getOrDefault("days", String.valueOf(EnergyViews.DAYS));
            return views.show(
                    Optional.ofNullable(query.get("node")),
                    days.matches("\\d{1,6}") ? Integer.parseInt(days) : 0);
        } catch (Query.Unreadable e) {
            return Answer.of(e.problem());
        }
    }
}
