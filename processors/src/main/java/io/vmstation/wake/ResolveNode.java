package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.node.SourceRules.Verdict;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.Timetable;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Turns the variables {@code node}, {@code service}, {@code cause} and {@code source} into a
 * request, and judges its source and its time. Fails with a {@link RequestFailure} when there is no
 * such node or service. Thread-safe.
 */
public final class ResolveNode implements Processor {
    private static final String REQUEST = "wakeRequest";
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Supplier<Nodes> nodes;
    private final Timetable timetable;
    private final InstantSource clock;

    /**
     * @param nodes asked at each request, so that a new configuration counts at once
     * @param timetable says which causes must not wake a node at that time
     * @param clock the time of day
     */
    public ResolveNode(Supplier<Nodes> nodes, Timetable timetable, InstantSource clock) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.timetable = requireNonNull(timetable, "timetable is null");
        this.clock = requireNonNull(clock, "clock is null");
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
        String trigger = cause.isEmpty() ? "untrigger" : cause;
        Optional<String> refusal =
                judge(node, source).or(() -> timetable.refusal(node, trigger, clock.instant()));
        return new WakeRequest(node, service, trigger, source, refusal);
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
