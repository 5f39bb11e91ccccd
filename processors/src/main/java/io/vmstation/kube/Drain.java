package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.node.DrainSettings;
import io.vmstation.spi.SleepAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Empties one node, round by round: looks which pods are left, evicts them, looks again. Ends when
 * none is left, fails at the deadline with the names of those that are, and of what stands in their
 * way. Confined to one drain.
 */
final class Drain {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    private static final long USUAL_GRACE_SECONDS = 30;

    private final Cluster cluster;
    private final SleepAttempt attempt;
    private final String clusterNode;
    private final DrainSettings settings;
    private final Duration interval;
    private final Set<String> evicted = new HashSet<>();
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private long deadline;
    private boolean deleting;

    /** What a round found: pods that are left, with what stands in their way. */
    private record Round(Map<Pod, String> left) {}

    /**
     * @param interval between two rounds
     */
    Drain(
            Cluster cluster,
            SleepAttempt attempt,
            String clusterNode,
            DrainSettings settings,
            Duration interval) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.attempt = requireNonNull(attempt, "attempt is null");
        this.clusterNode = requireNonNull(clusterNode, "clusterNode is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.interval = requireNonNull(interval, "interval is null");
        this.deadline = System.nanoTime() + settings.deadline().toNanos();
    }

    /** Empties the node; how many pods were evicted. */
    CompletableFuture<Integer> run() {
        next();
        return result;
    }

    private void next() {
        var unused =
                cluster.ask("Draining node " + clusterNode + " failed", this::round)
                        .whenComplete(
                                (round, error) -> {
                                    if (error != null) {
                                        result.completeExceptionally(error);
                                    } else {
                                        judge(round.left());
                                    }
                                });
    }

    private Round round(KubernetesClient client) {
        attempt.goOn();
        DrainRules rules =
                new DrainRules(settings.force(), settings.scaleDown(), new Owners(client));
        Map<Pod, String> left = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        for (Pod pod : PodFacts.on(client, clusterNode)) {
            PodFate fate = rules.fate(pod);
            if (fate instanceof PodFate.Evicted) {
                attempt.goOn();
                left.put(pod, send(client, pod));
            } else if (fate instanceof PodFate.Going going) {
                left.put(pod, going.reason());
            } else if (fate instanceof PodFate.Refused reason) {
                refused.add("pod " + PodFacts.name(pod) + " " + reason.reason());
            }
        }
        if (!refused.isEmpty()) {
            throw new ClusterFailure(
                    Kind.REFUSED,
                    "Node %s cannot be drained: %s"
                            .formatted(clusterNode, String.join("; ", refused)));
        }
        return new Round(left);
    }

    private String send(KubernetesClient client, Pod pod) {
        if (deleting) {
            Eviction.delete(client, pod);
            return "was deleted and has not ended";
        }
        String objection = Eviction.evict(client, pod).orElse("");
        if (objection.isEmpty()) {
            evicted.add(pod.getMetadata().getUid());
            return "was evicted and has not ended";
        }
        return "cannot be evicted: " + objection;
    }

    private void judge(Map<Pod, String> left) {
        if (left.isEmpty()) {
            result.complete(evicted.size());
        } else if (System.nanoTime() - deadline < 0) {
            later();
        } else if (settings.force() && !deleting) {
            deleting = true;
            deadline = System.nanoTime() + longestGrace(left.keySet()).toNanos();
            next();
        } else {
            List<String> names = new ArrayList<>();
            left.forEach((pod, reason) -> names.add("pod " + PodFacts.name(pod) + " " + reason));
            result.completeExceptionally(late(names));
        }
    }

    private void later() {
        var unused =
                cluster.after(interval)
                        .whenComplete(
                                (nothing, error) -> {
                                    if (error != null) {
                                        result.completeExceptionally(error);
                                    } else {
                                        next();
                                    }
                                });
    }

    private static Duration longestGrace(Set<Pod> pods) {
        long seconds = 0;
        for (Pod pod : pods) {
            Long own = pod.getSpec().getTerminationGracePeriodSeconds();
            seconds = Math.max(seconds, own == null ? USUAL_GRACE_SECONDS : own);
        }
        return LAST_WORDS.plusSeconds(seconds);
    }

    private ClusterFailure late(List<String> names) {
        return new ClusterFailure(
                Kind.LATE,
                "Node %s was not drained within %d s: %s"
                        .formatted(
                                clusterNode,
                                settings.deadline().toSeconds(),
                                String.join("; ", names)));
    }
}
