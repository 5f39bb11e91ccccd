package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Dependency;
import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.Reachability;
import io.vmstation.spi.WakeMethod;
import io.vmstation.spi.WakePlan;
import io.vmstation.spi.WakePlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Says in the variable {@link ExchangeVariables#PLAN} what a wake would do. Asks the node once
 * whether it is awake and sends nothing that could wake it. Needs the step {@code resolveNode}
 * before it. Thread-safe.
 */
public final class PlanWake extends AwaitStep {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Reachability reachability;
    private final WakeMethods methods;

    /**
     * @param reachability asks whether nodes answer
     * @param methods the rungs of the ladder
     */
    public PlanWake(Reachability reachability, WakeMethods methods) {
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.methods = requireNonNull(methods, "methods is null");
    }

    @Override
    CompletableFuture<?> begin(Exchange exchange) {
        WakeRequest request = ResolveNode.request(exchange);
        Node node = request.node();
        CompletableFuture<Answer> answer =
                request.service()
                        .map(s -> reachability.service(node, s, PATIENCE, () -> {}))
                        .orElseGet(() -> reachability.machine(node, PATIENCE));
        return answer.thenAccept(
                found -> exchange.setVariable(ExchangeVariables.PLAN, plan(request, found)));
    }

    private WakePlan plan(WakeRequest request, Answer answer) {
        boolean awake = answer instanceof Answer.Ready;
        return new WakePlan(
                request.node().name(),
                awake,
                awake ? "it answers" : Words.reason(answer),
                request.refusal(),
                steps(request.node()));
    }

    private List<Step> steps(Node node) {
        List<Step> steps = new ArrayList<>();
        for (Dependency dependency : node.dependsOn()) {
            String detail = "wakes " + dependency.node() + " first, unless it is awake";
            steps.add(new Step("dependency", detail));
        }
        List<WakeMethod> ladder = methods.of(node);
        if (ladder.isEmpty()) {
            steps.add(new Step("nothing", "can be sent: " + WakeMethods.lack(node)));
        }
        ladder.forEach(method -> steps.add(new Step(method.name(), method.plan(node))));
        return steps;
    }
}
