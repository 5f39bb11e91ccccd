package io.vmstation.kube;

import static io.vmstation.kube.Annotations.BEFORE_SLEEP;
import static io.vmstation.kube.Annotations.CORDONED_BY;
import static io.vmstation.kube.Annotations.US;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.vmstation.kube.ClusterFailure.Kind;
import io.vmstation.node.Workload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The object of one node in the cluster. Every method blocks and fails as the client does, or with
 * a {@link ClusterFailure} when there is no such node.
 */
final class ClusterNode {
    /** What keeps pods away from a node for a moment after it came back. */
    private static final String PASSING_TAINTS = "node.kubernetes.io/";

    /** Who keeps pods away from a node. */
    enum Cordon {
        /** Nobody. */
        NONE,
        /** We. */
        OURS,
        /** Somebody else, and so it is not for us to take away. */
        FOREIGN
    }

    private ClusterNode() {}

    static Node read(KubernetesClient client, String name) {
        return existing(name, Optional.ofNullable(resource(client, name).get()));
    }

    static Cordon cordon(Node node) {
        if (!isUnschedulable(node)) {
            return Cordon.NONE;
        }
        return isMarked(node) ? Cordon.OURS : Cordon.FOREIGN;
    }

    static boolean isUnschedulable(Node node) {
        return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    /** Whether we left anything on it that is to be taken back one day. */
    static boolean isTouched(Node node) {
        return isMarked(node) || Annotations.read(node, BEFORE_SLEEP).isPresent();
    }

    /** The names of all nodes on which we left anything. */
    static List<String> touched(KubernetesClient client) {
        return client.nodes().list().getItems().stream()
                .filter(ClusterNode::isTouched)
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    /** What is to come back to it. */
    static BeforeSleep beforeSleep(Node node) {
        return Annotations.read(node, BEFORE_SLEEP)
                .flatMap(BeforeSleep::parse)
                .orElse(BeforeSleep.NOTHING);
    }

    /** Whether its kubelet says that it is ready, and the cluster believes it. */
    static boolean isReady(Node node) {
        List<NodeCondition> conditions =
                node.getStatus() == null ? List.of() : node.getStatus().getConditions();
        return conditions.stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    /** Whether the scheduler has heard, too, that the node is back. */
    static boolean isOpen(Node node) {
        List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        return !isUnschedulable(node)
                && taints.stream().noneMatch(t -> t.getKey().startsWith(PASSING_TAINTS));
    }

    /** Whether it is settled that pods may come, or may not. */
    static boolean isDecided(Node node) {
        return isOpen(node) || isUnschedulable(node);
    }

    /** Keeps new pods away, unless somebody else already does; says who does then. */
    static Cordon keepPodsAway(KubernetesClient client, String name) {
        return cordon(
                change(
                        client,
                        name,
                        node ->
                                isUnschedulable(node)
                                        ? Optional.empty()
                                        : Optional.of(
                                                new MergePatch(node)
                                                        .unschedulable(true)
                                                        .annotate(CORDONED_BY, US))));
    }

    /** Takes our cordon away, and only ours; tells whether there was one. */
    static boolean letPodsIn(KubernetesClient client, String name) {
        boolean[] ours = new boolean[1];
        change(
                client,
                name,
                node -> {
                    ours[0] = cordon(node) == Cordon.OURS;
                    return isMarked(node)
                            ? Optional.of(
                                    new MergePatch(node)
                                            .unschedulable(false)
                                            .dropAnnotation(CORDONED_BY))
                            : Optional.empty();
                });
        return ours[0];
    }

    /** Remembers what is to come back, beside what is remembered already. */
    static void remember(KubernetesClient client, String name, BeforeSleep more) {
        change(
                client,
                name,
                node -> {
                    BeforeSleep known = beforeSleep(node);
                    BeforeSleep all = known.and(more);
                    return all.equals(known)
                            ? Optional.empty()
                            : Optional.of(new MergePatch(node).annotate(BEFORE_SLEEP, all.text()));
                });
    }

    /** Forgets one workload of which pods were to come back. */
    static void forgetMoved(KubernetesClient client, String name, Workload workload) {
        change(
                client,
                name,
                node -> {
                    BeforeSleep known = beforeSleep(node);
                    return known.moved().containsKey(workload)
                            ? Optional.of(
                                    new MergePatch(node)
                                            .annotate(BEFORE_SLEEP, known.without(workload).text()))
                            : Optional.empty();
                });
    }

    /** Forgets what was to come back. */
    static void forget(KubernetesClient client, String name) {
        change(
                client,
                name,
                node ->
                        Annotations.read(node, BEFORE_SLEEP)
                                .map(text -> new MergePatch(node).dropAnnotation(BEFORE_SLEEP)));
    }

    /** An informer that waits for the node to be like that. */
    static CompletableFuture<List<Node>> watch(
            KubernetesClient client, String name, Predicate<Node> wanted) {
        return resource(client, name)
                .informOnCondition(nodes -> nodes.size() == 1 && wanted.test(nodes.get(0)));
    }

    private static Node change(
            KubernetesClient client, String name, Function<Node, Optional<MergePatch>> change) {
        return existing(name, MergePatch.apply(resource(client, name), change));
    }

    private static Node existing(String name, Optional<Node> found) {
        return found.orElseThrow(
                () ->
                        new ClusterFailure(
                                Kind.MISCONFIGURED,
                                "the cluster has no node named "
                                        + name
                                        + ": set kubernetesNode in nodes.yaml"));
    }

    private static boolean isMarked(Node node) {
        return Annotations.read(node, CORDONED_BY).filter(US::equals).isPresent();
    }

    private static Resource<Node> resource(KubernetesClient client, String name) {
        return client.nodes().withName(name);
    }
}
