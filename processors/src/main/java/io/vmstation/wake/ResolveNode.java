package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.node.SourceRules.Verdict;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Turns the variables {@code node}, {@code service}, {@code cause} and {@code source} into a
 * request, and judges its source. Fails with a {@link RequestFailure} when there is no such node or
 * service. Thread-safe.
 */
public final class ResolveNode implements Processor {
    private static final String REQUEST = "wakeRequest";
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Supplier<Nodes> nodes;

    /** Asks {@code nodes} at each request, so that a new configuration counts at once. */
    public ResolveNode(Supplier<Nodes> nodes) {
        this.nodes = requireNonNull(nodes, "nodes is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(
                REQUEST,
                resolve(
                        text(exchange, ExchangeVariables.NODE),
                        text(exchange, ExchangeVariables.SERVICE),
                        text(exchange, ExchangeVariables.CAUSE),
                        text(exchange, ExchangeVariables.SOURCE)));
    }

    /** The request that an earlier {@code resolveNode} step made. */
    static WakeRequest request(Exchange exchange) {
        @Nullable WakeRequest request = exchange.getProperty(REQUEST, WakeRequest.class);
        if (request == null) {
            throw new RequestFailure(
                    "the step resolveNode must come before joinWake", RETRY_AFTER_SECONDS);
        }
        return request;
    }

    WakeRequest resolve(String name, String serviceName, String cause, String source) {
        Nodes site = nodes.get();
        Node node =
                site.find(name)
                        .orElseThrow(
                                () -> failure("There is no node \"" + name + "\": " + known(site)));
        Optional<Service> service =
                serviceName.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                node.service(serviceName)
                                        .orElseThrow(() -> failure(unknown(node, serviceName))));
        return new WakeRequest(
                node, service, cause.isEmpty() ? "unknown" : cause, source, judge(node, source));
    }

    private static Optional<String> judge(Node node, String source) {
        return node.sources().judge(source) instanceof Verdict.Ignored ignored
                ? Optional.of("the source " + source + " is " + ignored.reason())
                : Optional.empty();
    }

    private static String known(Nodes site) {
        return site.all().isEmpty()
                ? "no node is configured"
                : "known are "
                        + site.all().stream().map(Node::name).collect(Collectors.joining(", "));
    }

    private static String unknown(Node node, String service) {
        return "Node "
                + node.name()
                + " has no service \""
                + service
                + "\": it has "
                + (node.services().isEmpty()
                        ? "none"
                        : node.services().stream()
                                .map(Service::name)
                                .collect(Collectors.joining(", ")));
    }

    private static RequestFailure failure(String message) {
        return new RequestFailure(message, RETRY_AFTER_SECONDS);
    }

    private static String text(Exchange exchange, String variable) {
        @Nullable String value = exchange.getVariable(variable, String.class);
        return value == null ? "" : value;
    }
}
