package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.node.Options;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Looks for pods on the node that somebody works with, and for CronJobs that are about to start one
 * there. What runs for ever is not use in itself: pods of DaemonSets never count, those of
 * Deployments and StatefulSets only if the user says so. Thread-safe.
 */
public final class PodsCheck implements SleepCheck {
    private static final int MOST_NAMED = 5;
    private static final Set<String> FOR_EVER =
            Set.of("ReplicaSet", "StatefulSet", "ReplicationController");

    private final Supplier<Cluster> cluster;
    private final InstantSource clock;

    /**
     * @param cluster asked for at each look, so that a check may be made before the cluster is
     *     known
     * @param clock tells which CronJobs are due soon
     */
    public PodsCheck(Supplier<Cluster> cluster, InstantSource clock) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "pods";
    }

    @Override
    public String description() {
        return "Looks for running Jobs and bare pods on the Kubernetes node, and for CronJobs that"
                + " will soon start there.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "namespaces",
                        OptionDescription.Type.TEXTS,
                        "",
                        "Whose pods count. Empty: those of every namespace."),
                OptionDescription.of(
                        "ignoreNamespaces",
                        OptionDescription.Type.TEXTS,
                        "kube-system,kube-public,kube-node-lease,monitoring,logging,observability,vmstation",
                        "Whose pods never count."),
                OptionDescription.of(
                        "labels",
                        OptionDescription.Type.OPTIONAL_TEXT,
                        "Which pods count, as a label selector: app=importer,tier!=test."),
                OptionDescription.of(
                        "ignoreLabels",
                        OptionDescription.Type.OPTIONAL_TEXT,
                        "Which pods do not count, as a label selector."),
                OptionDescription.of(
                        "deployments",
                        OptionDescription.Type.FLAG,
                        "false",
                        "Whether pods of Deployments and StatefulSets count too."),
                OptionDescription.of(
                        "jobsWithin",
                        OptionDescription.Type.DURATION,
                        "10m",
                        "How far ahead CronJobs count that can run on no other node."));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.KUBERNETES_NODE);
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        Cluster known = cluster.get();
        String clusterNode = question.node().kubernetesNode().orElse("");
        if (!known.enabled() || clusterNode.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Evidence.Unknown(
                            clusterNode.isEmpty()
                                    ? "the node has no kubernetesNode in nodes.yaml"
                                    : "kubernetes.enabled is false"));
        }
        return known.ask(
                        "Looking for pods on node " + clusterNode + " failed",
                        client -> look(client, clusterNode, question.options()))
                .exceptionally(
                        error ->
                                new Evidence.Unknown(
                                        String.valueOf(
                                                ClusterFailure.unwrapped(error).getMessage())));
    }

    private Evidence look(KubernetesClient client, String clusterNode, Options options) {
        PodFilter filter = new PodFilter(client, clusterNode, options);
        List<Pod> pods = filter.pods();
        List<String> uses = new ArrayList<>();
        for (Pod pod : pods) {
            use(pod, options.flag("deployments")).ifPresent(uses::add);
        }
        if (uses.isEmpty()) {
            DueCronJobs due = new DueCronJobs(client, clusterNode, filter::counts);
            due.within(clock.instant(), options.duration("jobsWithin")).ifPresent(uses::add);
        }
        return uses.isEmpty()
                ? new Evidence.Idle(
                        "none of the %d pods is in use by itself".formatted(pods.size()))
                : new Evidence.Busy(named(uses));
    }

    private static Optional<String> use(Pod pod, boolean deployments) {
        if (PodFacts.isFinished(pod)
                || PodFacts.isStatic(pod)
                || PodFacts.isControlledBy(pod, "DaemonSet")) {
            return Optional.empty();
        }
        boolean runsForEver =
                PodFacts.controller(pod)
                        .map(owner -> FOR_EVER.contains(owner.getKind()))
                        .orElse(false);
        // What an unknown controller is for, we cannot know: in doubt it is use.
        return runsForEver && !deployments
                ? Optional.empty()
                : Optional.of(
                        "pod %s of %s".formatted(PodFacts.name(pod), PodFacts.controllerName(pod)));
    }

    private static String named(List<String> uses) {
        String first = String.join(", ", uses.subList(0, Math.min(MOST_NAMED, uses.size())));
        return uses.size() > MOST_NAMED
                ? "%s and %d more".formatted(first, uses.size() - MOST_NAMED)
                : first;
    }
}
