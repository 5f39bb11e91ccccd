package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.exec.Onward;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.PowerReport.Outcome;
import io.vmstation.spi.RequestFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks the BMC of the node named by the variable {@code node} for its power, or orders what the
 * variable {@code action} says, and leaves what came of it in the variable {@code powerReport}.
 * With {@code dryRun} it only says what would be ordered. Fails with a {@link RequestFailure} when
 * it must not be done or was not. Thread-safe; holds no thread while the BMC thinks.
 */
public final class PowerNode extends AsyncProcessorSupport {
    private static final int RETRY_AFTER_SECONDS = 30;

    private final Supplier<Nodes> nodes;
    private final PowerOrders orders;
    private final Executor onward;

    /**
     * @param nodes the site as it is now
     * @param orders judges and gives orders
     * @param onward a few threads that run the next steps of the route
     */
    public PowerNode(Supplier<Nodes> nodes, PowerOrders orders, Executor onward) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.orders = requireNonNull(orders, "orders is null");
        this.onward = new Onward(onward);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        exchange.removeVariable(ExchangeVariables.POWER);
        CompletableFuture<PowerReport> asked;
        try {
            asked = ask(exchange);
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        var unused =
                asked.whenCompleteAsync(
                        (report, error) -> {
                            if (error != null) {
                                exchange.setException(error);
                            } else {
                                end(exchange, report);
                            }
                            callback.done(false);
                        },
                        onward);
        return false;
    }

    private CompletableFuture<PowerReport> ask(Exchange exchange) {
        String name = text(exchange, ExchangeVariables.NODE);
        Node node =
                nodes.get()
                        .find(name)
                        .orElseThrow(() -> failure("There is no node \"" + name + "\""));
        String action = text(exchange, ExchangeVariables.ACTION);
        if (action.equals(PowerOrders.STATUS)) {
            return orders.status(node);
        }
        String cause = text(exchange, ExchangeVariables.CAUSE);
        return orders.give(
                new PowerRequest(
                        node,
                        PowerAction.named(action).orElseThrow(() -> unknown(action)),
                        flag(exchange, ExchangeVariables.FORCE),
                        flag(exchange, ExchangeVariables.DRY_RUN),
                        cause.isEmpty() ? "unknown" : cause,
                        text(exchange, ExchangeVariables.SOURCE)));
    }

    private static void end(Exchange exchange, PowerReport report) {
        exchange.setVariable(ExchangeVariables.POWER, report);
        Outcome outcome = report.outcome();
        if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.Failed) {
            String what =
                    report.action().equals(PowerOrders.STATUS)
                            ? "Node %s does not tell its power: %s"
                            : "Node %s, " + report.action() + " is not done: %s";
            exchange.setException(failure(what.formatted(report.node(), outcome.detail())));
        }
    }

    private static RequestFailure unknown(String action) {
        return failure(
                "There is no action \"%s\": known are %s"
                        .formatted(
                                action,
                                Stream.concat(
                                                Stream.of(PowerOrders.STATUS),
                                                Stream.of(PowerAction.values())
                                                        .map(PowerAction::word))
                                        .collect(Collectors.joining(", "))));
    }

    private static RequestFailure failure(String sentence) {
        return new RequestFailure(sentence, RETRY_AFTER_SECONDS);
    }

    private static boolean flag(Exchange exchange, String variable) {
        return Boolean.TRUE.equals(exchange.getVariable(variable, Boolean.class));
    }

    private static String text(Exchange exchange, String variable) {
        @Nullable String value = exchange.getVariable(variable, String.class);
        return value == null ? "" : value;
    }
}
