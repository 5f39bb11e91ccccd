package io.vmstation.kube.apply;

import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * In which order objects are applied, so that what is needed is there first; they are deleted in
 * the opposite order. The order is that of kinds, and within one that of names.
 */
final class ApplyOrder {
    private static final List<Set<String>> FIRST =
            List.of(
                    Set.of("CustomResourceDefinition"),
                    Set.of("Namespace"),
                    Set.of("ResourceQuota", "LimitRange"),
                    Set.of(
                            "PriorityClass",
                            "StorageClass",
                            "RuntimeClass",
                            "IngressClass",
                            "CSIDriver"),
                    Set.of("ClusterRole"),
                    Set.of("ClusterRoleBinding"),
                    Set.of("ServiceAccount"),
                    Set.of("Role"),
                    Set.of("RoleBinding"),
                    Set.of("ConfigMap", "Secret"),
                    Set.of("PersistentVolume"),
                    Set.of("PersistentVolumeClaim"),
                    Set.of("Service", "Endpoints", "EndpointSlice"),
                    Set.of(
                            "Deployment",
                            "StatefulSet",
                            "DaemonSet",
                            "ReplicaSet",
                            "ReplicationController",
                            "Pod",
                            "Job",
                            "CronJob"));

    /** What the API server asks about other objects: broken, it would refuse them all. */
    private static final Set<String> LAST =
            Set.of(
                    "APIService",
                    "MutatingAdmissionPolicy",
                    "MutatingAdmissionPolicyBinding",
                    "MutatingWebhookConfiguration",
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionPolicyBinding",
                    "ValidatingWebhookConfiguration");

    private static final Map<String, Integer> RANKS =
            IntStream.range(0, FIRST.size())
                    .boxed()
                    .flatMap(rank -> FIRST.get(rank).stream().map(kind -> Map.entry(kind, rank)))
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** For applying. */
    static final Comparator<ObjectKey> APPLY =
            Comparator.comparingInt(ApplyOrder::rank).thenComparing(Comparator.naturalOrder());

    /** For deleting. */
    static final Comparator<ObjectKey> DELETE = APPLY.reversed();

    private ApplyOrder() {}

    private static int rank(ObjectKey key) {
        if (!builtIn(key.group())) {
            return FIRST.size();
        }
        return LAST.contains(key.kind())
                ? FIRST.size() + 1
                : RANKS.getOrDefault(key.kind(), FIRST.size());
    }

    /** Groups of Kubernetes itself; a custom resource may be called Service, too. */
    private static boolean builtIn(String group) {
        return !group.contains(".") || group.endsWith(".k8s.io");
    }
}
