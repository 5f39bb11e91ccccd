package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import io.vmstation.api.Query.Unreadable;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.spi.ExchangeVariables;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads from the path and the query whom a request is about and what it wants, into the variables
 * {@code node}, {@code service}, {@code dryRun} and {@code wait}. Answers and ends the route when
 * that makes no sense: a word that is not known, such as {@code dryrun}, must not put a machine to
 * sleep. Thread-safe.
 */
public final class ReadRequest implements Processor {
    private static final Set<String> FLAGS = Set.of(ExchangeVariables.DRY_RUN, CallRoute.WAIT);
    private static final String SERVICE = ExchangeVariables.SERVICE;

    private final Supplier<Nodes> nodes;
    private final NodeViews views;
    private final Set<String> known;

    private ReadRequest(Supplier<Nodes> nodes, NodeViews views, Set<String> known) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.views = requireNonNull(views, "views is null");
        this.known = Set.copyOf(known);
    }

    /** Of wakes: understands {@code dryRun}, {@code wait} and {@code service}. */
    public static ReadRequest ofWake(Supplier<Nodes> nodes, NodeViews views) {
        return new ReadRequest(
                nodes, views, Set.of(ExchangeVariables.DRY_RUN, CallRoute.WAIT, SERVICE));
    }

    /** Of sleeps: understands {@code dryRun} and {@code wait}. */
    public static ReadRequest ofSleep(Supplier<Nodes> nodes, NodeViews views) {
        return new ReadRequest(nodes, views, FLAGS);
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
        Node node =
                nodes.get()
                        .find(name)
                        .orElseThrow(() -> new Unreadable(views.unknown(name).orElseThrow()));
        Map<String, String> query =
                Query.read(
                        exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class),
                        known);
        exchange.setVariable(ExchangeVariables.NODE, name);
        for (String flag : FLAGS) {
            exchange.setVariable(flag, Query.flag(query, flag));
        }
        String service = query.getOrDefault(SERVICE, "");
        if (!service.isEmpty() && node.service(service).isEmpty()) {
            throw new Unreadable(new ApiProblem(404, unknown(node, service)));
        }
        exchange.setVariable(SERVICE, service);
    }

    private static String unknown(Node node, String service) {
        return "Node %s has no service \"%s\": it has %s."
                .formatted(
                        node.name(),
                        service,
                        node.services().isEmpty()
                                ? "none"
                                : node.services().stream()
                                        .map(Service::name)
                                        .collect(Collectors.joining(", ")));
    }
}
