package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.spi.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the attempt to put the node named by the variable {@code node} to sleep, in which all
 * later steps of the route take part. However the route ends, the attempt ends with it, what was
 * done is taken back unless the node sleeps, and the variable {@code sleepReport} says how it went
 * before the caller of the route goes on. Fails with a {@link RequestFailure} when there is no such
 * node, when it must never sleep, or when it is just being woken or put to sleep. Thread-safe.
 */
public final class BeginSleep implements Processor {
    private static final Logger log = LoggerFactory.getLogger(BeginSleep.class);
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Supplier<Nodes> nodes;
    private final Sleeps sleeps;
    private final boolean enabled;

    /**
     * @param nodes the site as it is now
     * @param enabled whether nodes are really put to sleep; false: every attempt is a dry run
     */
    public BeginSleep(Supplier<Nodes> nodes, Sleeps sleeps, boolean enabled) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.sleeps = requireNonNull(sleeps, "sleeps is null");
        this.enabled = enabled;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.removeVariable(ExchangeVariables.SLEEP);
        exchange.removeVariable(ExchangeVariables.REPORT);
        String name = text(exchange, ExchangeVariables.NODE);
        try {
            Transaction transaction = sleeps.begin(request(exchange, name));
            exchange.setVariable(ExchangeVariables.SLEEP, transaction.attempt());
            exchange.getExchangeExtension().addOnCompletion(new End(transaction, route(exchange)));
        } catch (RequestFailure e) {
            Outcome refused = new Outcome.Refused(String.valueOf(e.getMessage()));
            exchange.setVariable(
                    ExchangeVariables.REPORT,
                    new SleepReport("", name, refused, List.of(), Optional.empty()));
            throw e;
        }
    }

    private SleepRequest request(Exchange exchange, String name) {
        Node node =
                nodes.get()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new RequestFailure(
                                                "There is no node \"" + name + "\"",
                                                RETRY_AFTER_SECONDS));
        String cause = text(exchange, ExchangeVariables.CAUSE);
        return new SleepRequest(
                node,
                cause.isEmpty() ? "unknown" : cause,
                text(exchange, ExchangeVariables.SOURCE),
                dryRun(exchange));
    }

    private Optional<String> dryRun(Exchange exchange) {
        if (Boolean.TRUE.equals(exchange.getVariable(ExchangeVariables.DRY_RUN, Boolean.class))) {
            return Optional.of("a dry run was asked for");
        }
        return enabled ? Optional.empty() : Optional.of("sleep.enabled is false");
    }

    private static String route(Exchange exchange) {
        UnitOfWork work = exchange.getUnitOfWork();
        @Nullable Route route = work == null ? null : work.getRoute();
        return route == null ? "" : route.getRouteId();
    }

    private static String text(Exchange exchange, String variable) {
        @Nullable String value = exchange.getVariable(variable, String.class);
        return value == null ? "" : value;
    }

    /**
     * Ends the attempt with its route: the unit of work may be the caller's and end much later. It
     * is the net below that.
     */
    private record End(Transaction transaction, String route)
            implements Synchronization, SynchronizationRouteAware {
        @Override
        public SynchronizationRouteAware getRouteSynchronization() {
            return this;
        }

        @Override
        public void onBeforeRoute(Route other, Exchange exchange) {
            // What the route calls begins and ends inside of the attempt.
        }

        @Override
        public void onAfterRoute(Route ended, Exchange exchange) {
            if (ended.getRouteId().equals(route)) {
                end(exchange);
            }
        }

        @Override
        public void onComplete(Exchange exchange) {
            end(exchange);
        }

        @Override
        public void onFailure(Exchange exchange) {
            end(exchange);
        }

        private void end(Exchange exchange) {
            SleepReport report = transaction.end(failure(exchange));
            exchange.setVariable(ExchangeVariables.REPORT, report);
        }

        private @Nullable String failure(Exchange exchange) {
            @Nullable Throwable error =
                    exchange.getException() == null
                            ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                            : exchange.getException();
            if (error == null) {
                return null;
            }
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                if (cause instanceof RequestFailure) {
                    return String.valueOf(cause.getMessage());
                }
            }
            log.debug(
                    "A step of a sleep broke: node={}", transaction.request().node().name(), error);
            return "internal error, see the log";
        }
    }
}
