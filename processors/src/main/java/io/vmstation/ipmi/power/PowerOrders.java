package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Bmc;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.PowerReport;
import io.vmstation.spi.PowerReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The orders of people and routes to switch machines, one a machine at a time: judged, compared
 * with what the chassis is already, given to the BMC, and told to the ledger. Thread-safe; holds no
 * thread while a BMC thinks.
 */
public final class PowerOrders {
    /** What is asked for when nothing is to be switched. */
    public static final String STATUS = "status";

    private final Supplier<Chassis> chassis;
    private final PowerSurroundings around;
    private final PowerRules rules;
    private final PowerJournal journal;
    private final ConcurrentMap<String, PowerRequest> underWay = new ConcurrentHashMap<>();

    /**
     * @param chassis asked for at each order
     * @param around what the orders have to fit into
     * @param metrics counts what came of them
     */
    public PowerOrders(Supplier<Chassis> chassis, PowerSurroundings around, PowerMetrics metrics) {
        this.chassis = requireNonNull(chassis, "chassis is null");
        this.around = requireNonNull(around, "around is null");
        this.rules = new PowerRules(around);
        this.journal = new PowerJournal(around.events(), metrics);
    }

    /** Tells what the chassis of a node is. Changes nothing; completes normally. */
    public CompletableFuture<PowerReport> status(Node node) {
        Optional<String> obstacle = chassis.get().obstacle(node);
        return obstacle.isPresent()
                ? CompletableFuture.completedFuture(
                        status(node, new Outcome.Refused(obstacle.get()), Optional.empty()))
                : look(node)
                        .thenApply(
                                found ->
                                        status(
                                                node,
                                                seen(found)
                                                        .<Outcome>map(PowerOrders::shown)
                                                        .orElseGet(() -> silent(found)),
                                                seen(found)));
    }

    private static PowerReport status(
            Node node, Outcome outcome, Optional<PowerReport.Chassis> chassis) {
        return new PowerReport("", node.name(), STATUS, outcome, chassis, List.of());
    }

    /** Gives an order, or says what would be ordered. Completes normally. */
    public CompletableFuture<PowerReport> give(PowerRequest request) {
        Order order =
                new Order(
                        request,
                        request.dryRun() ? "" : UUID.randomUUID().toString(),
                        rules.warnings(request));
        Optional<String> refusal =
                rules.refusal(request)
                        .or(() -> chassis.get().obstacle(request.node()))
                        .or(() -> request.dryRun() ? Optional.empty() : register(request));
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(
                    end(order, new Outcome.Refused(refusal.get()), Optional.empty()));
        }
        if (request.dryRun()) {
            return look(request.node()).thenApply(found -> planned(order, found));
        }
        return journal.requested(request, order.id())
                .thenCompose(written -> look(request.node()))
                .thenCompose(found -> act(order, found))
                .whenComplete((report, error) -> underWay.remove(request.node().name(), request));
    }

    /** One that is under way. */
    private record Order(PowerRequest request, String id, List<String> warnings) {
        Node node() {
            return request.node();
        }
    }

    private Optional<String> register(PowerRequest request) {
        return Optional.ofNullable(underWay.putIfAbsent(request.node().name(), request))
                .map(other -> "its BMC is just being asked for " + other.describe());
    }

    private CompletableFuture<PowerReport> act(Order order, Finding found) {
        Optional<PowerReport.Chassis> seen = seen(found);
        Optional<Outcome> settled =
                found instanceof Finding.Failed
                        ? Optional.of(silent(found))
                        : seen.flatMap(it -> settled(order.request().action(), it.on()))
                                // It may have waited for its turn; others have come meanwhile.
                                .or(() -> rules.refusal(order.request()).map(Outcome.Refused::new));
        if (settled.isPresent()) {
            return CompletableFuture.completedFuture(end(order, settled.get(), seen));
        }
        return chassis.get()
                .order(order.node(), order.request().action(), limit(order.node()))
                .thenApply(result -> end(order, ordered(order, result), seen));
    }

    /** What there is to say when the machine is as it shall be, or cannot become so. */
    private static Optional<Outcome> settled(PowerAction action, boolean on) {
        return switch (action) {
            case ON ->
                    on
                            ? Optional.of(
                                    new Outcome.Unchanged(
                                            "its chassis is on already; if it is suspended, it"
                                                    + " needs a wake"))
                            : Optional.empty();
            case CYCLE ->
                    on
                            ? Optional.empty()
                            : Optional.of(
                                    new Outcome.Refused(
                                            "its chassis is off, so on is what it needs"));
            case SOFT_OFF, HARD_OFF ->
                    on
                            ? Optional.empty()
                            : Optional.of(new Outcome.Unchanged("its chassis is off already"));
        };
    }

    private Outcome ordered(Order order, PowerResult result) {
        if (result instanceof PowerResult.Refused refused) {
            return new Outcome.Failed(refused.reason());
        }
        if (order.request().action() != PowerAction.ON
                && around.states().last(order.node()) == State.AWAKE) {
            // Whoever watches it looks anew, and nobody takes it for awake until then.
            around.states().saw(order.node(), State.UNKNOWN);
        }
        return new Outcome.Ordered(chassis.get().describe(order.node()) + " took the order");
    }

    private PowerReport planned(Order order, Finding found) {
        Optional<PowerReport.Chassis> seen = seen(found);
        List<String> warnings = new ArrayList<>(order.warnings());
        if (seen.isEmpty()) {
            warnings.add("its BMC does not tell what it is now: " + silent(found).detail());
        }
        String action = order.request().action().word();
        String plan =
                seen.flatMap(it -> settled(order.request().action(), it.on()))
                        .map(settled -> "nothing would be ordered: " + settled.detail())
                        .orElseGet(
                                () ->
                                        chassis.get().describe(order.node())
                                                + " would be given the order "
                                                + action);
        return new PowerReport(
                "", order.node().name(), action, new Outcome.Planned(plan), seen, warnings);
    }

    private PowerReport end(Order order, Outcome outcome, Optional<PowerReport.Chassis> seen) {
        if (!order.request().dryRun()) {
            journal.ended(order.request(), order.id(), outcome);
        }
        return new PowerReport(
                order.id(),
                order.node().name(),
                order.request().action().word(),
                outcome,
                seen,
                outcome instanceof Outcome.Refused ? List.of() : order.warnings());
    }

    private CompletableFuture<Finding> look(Node node) {
        return chassis.get().look(node, limit(node));
    }

    private static Duration limit(Node node) {
        return node.bmc().map(Bmc::polling).map(BmcPolling::timeLimit).orElseThrow();
    }

    private static Optional<PowerReport.Chassis> seen(Finding found) {
        return found instanceof Finding.Chassis it
                ? Optional.of(
                        new PowerReport.Chassis(it.powerOn(), it.driveFault(), it.coolingFault()))
                : Optional.empty();
    }

    private static Outcome shown(PowerReport.Chassis chassis) {
        return new Outcome.Shown("its chassis is " + (chassis.on() ? "on" : "off"));
    }

    private static Outcome silent(Finding found) {
        if (found instanceof Finding.Failed failed) {
            return new Outcome.Failed(failed.reason());
        }
        return new Outcome.Failed(
                found instanceof Finding.Unsupported unsupported
                        ? unsupported.reason()
                        : "the BMC does not tell whether the chassis is on");
    }
}
