package io.vmstation.sleep;

import io.vmstation.node.Node;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.SleepAttempt;
import io.vmstation.spi.SleepReport;
import io.vmstation.wake.arm.ArmNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The route {@code sleep-node} as it is shipped, with steps of a test where the cluster would be,
 * called by another route, as the API and the timer do.
 */
final class SleepRoute implements AutoCloseable {
    /** The shipped steps, in order. */
    static final List<String> STEPS =
            List.of(
                    "begin",
                    "judge",
                    "arm",
                    "cordon",
                    "drain",
                    "judge-again",
                    "suspend",
                    "confirm",
                    "record");

    /** What the caller of the route sees when the route returns. */
    final List<SleepReport> seenByCaller = new CopyOnWriteArrayList<>();

    /** What is taken back, in order, as it happens. */
    final List<String> takenBack = new CopyOnWriteArrayList<>();

    final Sleeps sleeps;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Processor> steps = new LinkedHashMap<>();
    private final Map<String, Processor> after = new LinkedHashMap<>();

    SleepRoute(SleepSite site, Sleeps sleeps, boolean enabled, Node... nodes) {
        this.sleeps = sleeps;
        steps.put("begin", new BeginSleep(() -> SleepSite.nodes(nodes), sleeps, enabled));
        steps.put("judge", JudgeSleep.first(site));
        steps.put("arm", new Acting("node.armed", false));
        steps.put("cordon", new Acting("node.cordoned", true));
        steps.put("drain", new Acting("node.drained", true));
        steps.put("judge-again", JudgeSleep.again(site));
        steps.put("suspend", new SuspendNode());
        steps.put("confirm", new ConfirmAsleep());
        steps.put("record", new RecordSleep());
        context.disableJMX();
    }

    SleepRoute withArmNode(Node node, SleepSite site) {
        steps.put(
                "arm",
                new ArmNode(
                        () -> SleepSite.nodes(node), n -> site.surroundings().remote().apply(n)));
        return this;
    }

    /** Puts a step of a user behind one of ours. */
    SleepRoute insert(String afterStep, Processor step) {
        after.put(afterStep, step);
        return this;
    }

    /** Puts something else in the place of a step. */
    SleepRoute replace(String step, Processor other) {
        steps.put(step, other);
        return this;
    }

    SleepRoute start() throws Exception {
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        onException(Exception.class)
                                .handled(true)
                                .process(e -> e.setVariable("failure", "explained"));
                        addSteps(from("direct:sleep-node").routeId("sleep-node"));
                        from("direct:caller")
                                .routeId("caller")
                                .doTry()
                                .to("direct:sleep-node")
                                .doFinally()
                                .process(SleepRoute.this::note)
                                .end();
                    }
                });
        context.start();
        return this;
    }

    private void addSteps(RouteDefinition route) {
        steps.forEach(
                (name, step) -> {
                    route.process(step).id("sleep-node." + name);
                    Processor inserted = after.get(name);
                    if (inserted != null) {
                        route.process(inserted).id("sleep-node.after-" + name);
                    }
                });
    }

    private void note(Exchange exchange) {
        SleepReport report = exchange.getVariable(ExchangeVariables.REPORT, SleepReport.class);
        if (report != null) {
            seenByCaller.add(report);
        }
    }

    /** Calls it by the route of a caller. */
    CompletableFuture<Exchange> call(Node node, String cause, boolean dryRun) {
        return context.createProducerTemplate()
                .asyncSend(
                        "direct:caller",
                        exchange -> {
                            exchange.setVariable("node", node.name());
                            exchange.setVariable("cause", cause);
                            exchange.setVariable("source", "192.0.2.9");
                            exchange.setVariable("dryRun", dryRun);
                        });
    }

    /** The report that the caller's exchange ends with. */
    SleepReport report(Node node, String cause, boolean dryRun) throws Exception {
        Exchange exchange = call(node, cause, dryRun).get(30, TimeUnit.SECONDS);
        return exchange.getVariable(ExchangeVariables.REPORT, SleepReport.class);
    }

    SleepReport report(Node node) throws Exception {
        return report(node, "idle", false);
    }

    @Override
    public void close() {
        sleeps.close();
        context.stop();
    }

    /** A step that acts, as those of the cluster do. */
    private final class Acting extends AsyncProcessorSupport {
        private final String kind;
        private final boolean undoable;

        Acting(String kind, boolean undoable) {
            this.kind = kind;
            this.undoable = undoable;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            SleepAttempt attempt =
                    exchange.getVariable(ExchangeVariables.SLEEP, SleepAttempt.class);
            if (attempt.dryRun()) {
                attempt.plan(kind, "would be done");
                callback.done(true);
                return true;
            }
            CompletableFuture<Void> begun =
                    undoable
                            ? attempt.begin(kind, "now", () -> takeBack(kind))
                            : attempt.begin(kind, "now");
            var unused =
                    begun.thenRun(() -> attempt.done(kind, "done"))
                            .whenComplete(
                                    (done, error) -> {
                                        if (error != null) {
                                            exchange.setException(error);
                                        }
                                        callback.done(false);
                                    });
            return false;
        }
    }

    private CompletableFuture<?> takeBack(String kind) {
        takenBack.add(kind);
        return CompletableFuture.completedFuture(null);
    }
}
