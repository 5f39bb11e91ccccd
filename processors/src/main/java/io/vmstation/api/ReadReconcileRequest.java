package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.api.Query.Unreadable;
import io.vmstation.spi.ExchangeVariables;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads from the path and the query which cluster a request is about and what it wants, into the
 * variables {@code cluster}, {@code dryRun} and {@code wait}. Answers and ends the route when that
 * makes no sense: a word that is not known, such as {@code dryrun}, must not change a cluster.
 * Thread-safe.
 */
public final class ReadReconcileRequest implements Processor {
    private static final Set<String> FLAGS = Set.of(ExchangeVariables.DRY_RUN, CallRoute.WAIT);

    private final ClusterViews views;

    /**
     * @param views say that there is no such cluster
     */
    public ReadReconcileRequest(ClusterViews views) {
        this.views = requireNonNull(views, "views is null");
    }

    @Override
    public void process(Exchange exchange) {
        try {
            read(exchange);
        } catch (Unreadable e) {
            AnswerStep.write(exchange, Answer.of(e.problem()));
            exchange.setRouteStop(true);
        }
    }

    private void read(Exchange exchange) throws Unreadable {
        String name = AnswerStep.part(exchange, "name");
        Optional<ApiProblem> unknown = views.unknown(name);
        if (unknown.isPresent()) {
            throw new Unreadable(unknown.get());
        }
        Map<String, String> query =
                Query.read(
                        exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class),
                        FLAGS);
        exchange.setVariable(ExchangeVariables.CLUSTER, name);
        for (String flag : FLAGS) {
            exchange.setVariable(flag, Query.flag(query, flag));
        }
    }
}
