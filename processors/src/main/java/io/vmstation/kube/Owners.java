package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.node.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the Deployment or StatefulSet of a pod; asks for each ReplicaSet only once. Blocks.
 * Confined to one thread.
 */
final class Owners implements Function<Pod, Optional<Workload>> {
    private final KubernetesClient client;
    private final Map<String, Optional<Workload>> byReplicaSet = new HashMap<>();

    Owners(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    @Override
    public Optional<Workload> apply(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return PodFacts.controller(pod).flatMap(owner -> workload(namespace, owner));
    }

    private Optional<Workload> workload(String namespace, OwnerReference owner) {
        return switch (owner.getKind()) {
            case "StatefulSet" ->
                    Optional.of(new Workload(namespace, "statefulset", owner.getName()));
            case "ReplicaSet" ->
                    byReplicaSet.computeIfAbsent(
                            namespace + "/" + owner.getName(),
                            key -> deployment(namespace, owner.getName()));
            default -> Optional.empty();
        };
    }

    private Optional<Workload> deployment(String namespace, String replicaSet) {
        ReplicaSet found =
                client.apps().replicaSets().inNamespace(namespace).withName(replicaSet).get();
        return Optional.ofNullable(found).stream()
                .flatMap(set -> set.getMetadata().getOwnerReferences().stream())
                .filter(owner -> "Deployment".equals(owner.getKind()))
                .map(owner -> new Workload(namespace, "deployment", owner.getName()))
                .findFirst();
    }
}
