package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.kube.ClusterNode.Cordon;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Node;
import io.vmstation.node.Workload;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.SleepAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Empties the node that is to sleep, by evictions that honour PodDisruptionBudgets: pods of
 * DaemonSets, static pods and finished ones stay; a pod that would be lost for good, or would lose
 * files, makes it fail unless {@code drain.force} is set. What ran there is remembered on the
 * objects themselves before anything is touched. Taken back by {@link CordonKeeper}. Thread-safe.
 */
public final class DrainNode extends ClusterStep {
    private static final String STEP = "node.drained";

    private final Events events;
    private final Duration interval;

    /**
     * A step in that cluster, taken back by that keeper.
     *
     * @param interval how often it looks which pods are left, and tries again those that were
     *     refused; positive
     */
    public DrainNode(Cluster cluster, CordonKeeper keeper, Events events, Duration interval) {
        super(cluster, keeper, STEP);
        this.events = requireNonNull(events, "events is null");
        this.interval = requireNonNull(interval, "interval is null");
    }

    @Override
    CompletableFuture<?> take(SleepAttempt attempt, String clusterNode) {
        DrainSettings settings = settings(attempt.node());
        return cluster()
                .ask(failed(clusterNode), client -> DrainPlan.read(client, clusterNode, settings))
                .thenCompose(
                        plan ->
                                attempt.dryRun()
                                        ? plan(attempt, plan)
                                        : drain(attempt, clusterNode, settings, plan));
    }

    private CompletableFuture<@Nullable Void> plan(SleepAttempt attempt, DrainPlan plan) {
        List<String> sentences = plan.sentences();
        sentences.forEach(sentence -> attempt.plan(step(), sentence));
        if (sentences.isEmpty()) {
            attempt.plan(step(), "nothing, no pod is on the node");
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<@Nullable Void> drain(
            SleepAttempt attempt, String clusterNode, DrainSettings settings, DrainPlan plan) {
        Optional<String> refusal = plan.refusal().or(() -> uncordoned(plan.cordon(), clusterNode));
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(
                    new ClusterFailure(
                            Kind.REFUSED,
                            "Node " + clusterNode + " cannot be drained: " + refusal.get()));
        }
        String detail =
                "evict %d pods, scale %d workloads to zero"
                        .formatted(plan.evicted().size(), plan.replicas().size());
        return attempt.begin(step(), detail, () -> keeper().takeBack(attempt.node(), attempt.id()))
                .thenCompose(
                        announced ->
                                cluster()
                                        .ask(
                                                failed(clusterNode),
                                                client ->
                                                        prepare(
                                                                client,
                                                                attempt,
                                                                clusterNode,
                                                                plan)))
                .thenCompose(
                        ready ->
                                new Drain(cluster(), attempt, clusterNode, settings, interval)
                                        .run())
                .thenCompose(evicted -> stillCordoned(clusterNode, evicted))
                .thenAccept(
                        evicted ->
                                attempt.done(
                                        step(),
                                        "node %s is drained, %d pods were evicted"
                                                .formatted(clusterNode, evicted)));
    }

    /**
     * Remembers first and acts then: a crash in between leaves too much memory, never too little.
     */
    private boolean prepare(
            KubernetesClient client, SleepAttempt attempt, String clusterNode, DrainPlan plan) {
        attempt.goOn();
        BeforeSleep memory = plan.beforeSleep();
        if (!memory.isEmpty()) {
            ClusterNode.remember(client, clusterNode, memory);
        }
        for (Workload workload : memory.scaled()) {
            attempt.goOn();
            WorkloadObject.scaleDown(client, workload)
                    .ifPresent(count -> record(attempt, workload, count));
        }
        return true;
    }

    /** Whoever uncordoned the node meanwhile wants pods on it. */
    private CompletableFuture<Integer> stillCordoned(String clusterNode, int evicted) {
        return cluster()
                .ask(
                        failed(clusterNode),
                        client -> {
                            Cordon cordon =
                                    ClusterNode.cordon(ClusterNode.read(client, clusterNode));
                            uncordoned(cordon, clusterNode)
                                    .ifPresent(
                                            reason -> {
                                                throw new ClusterFailure(
                                                        Kind.REFUSED,
                                                        failed(clusterNode) + ": " + reason);
                                            });
                            return evicted;
                        });
    }

    private static Optional<String> uncordoned(Cordon cordon, String clusterNode) {
        return cordon == Cordon.NONE
                ? Optional.of("node " + clusterNode + " is not cordoned, or not any more")
                : Optional.empty();
    }

    private void record(SleepAttempt attempt, Workload workload, int before) {
        Event event =
                new Event(
                        Instant.now(),
                        "workload.scaled",
                        attempt.node().name(),
                        "",
                        "",
                        attempt.id(),
                        Map.of(
                                "workload", workload.toString(),
                                "from", String.valueOf(before),
                                "to", "0"));
        var unused = events.record(event);
    }

    private static String failed(String clusterNode) {
        return "Draining node " + clusterNode + " failed";
    }

    private static DrainSettings settings(Node node) {
        return node.sleep()
                .orElseThrow(
                        () ->
                                new ClusterFailure(
                                        Kind.MISCONFIGURED,
                                        "node " + node.name() + " has no sleep settings"))
                .drain();
    }
}
