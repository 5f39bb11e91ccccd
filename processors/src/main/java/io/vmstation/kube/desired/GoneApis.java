package io.vmstation.kube.desired;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * APIs that no Kubernetes 1.3x serves, and what took their place. By the deprecated API migration
 * guide of Kubernetes.
 */
final class GoneApis {
    private static final String EXTENSIONS = "extensions/v1beta1";
    private static final Map<String, String> EXTENSION_KINDS =
            Map.of(
                    "Deployment", "apps/v1",
                    "DaemonSet", "apps/v1",
                    "ReplicaSet", "apps/v1",
                    "Ingress", "networking.k8s.io/v1",
                    "NetworkPolicy", "networking.k8s.io/v1");
    private static final Map<String, String> SUCCESSORS =
            Map.ofEntries(
                    Map.entry("apps/v1beta1", "apps/v1"),
                    Map.entry("apps/v1beta2", "apps/v1"),
                    Map.entry("batch/v1beta1", "batch/v1"),
                    Map.entry("batch/v2alpha1", "batch/v1"),
                    Map.entry("autoscaling/v2beta1", "autoscaling/v2"),
                    Map.entry("autoscaling/v2beta2", "autoscaling/v2"),
                    Map.entry("policy/v1beta1", "policy/v1"),
                    Map.entry("apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1"),
                    Map.entry("apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1"),
                    Map.entry("discovery.k8s.io/v1beta1", "discovery.k8s.io/v1"),
                    Map.entry("events.k8s.io/v1beta1", "events.k8s.io/v1"),
                    Map.entry("node.k8s.io/v1beta1", "node.k8s.io/v1"),
                    Map.entry("scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1"),
                    Map.entry("rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1"),
                    Map.entry("rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1"),
                    Map.entry(
                            "flowcontrol.apiserver.k8s.io/v1beta1",
                            "flowcontrol.apiserver.k8s.io/v1"),
                    Map.entry(
                            "flowcontrol.apiserver.k8s.io/v1beta2",
                            "flowcontrol.apiserver.k8s.io/v1"),
                    Map.entry(
                            "flowcontrol.apiserver.k8s.io/v1beta3",
                            "flowcontrol.apiserver.k8s.io/v1"));

    /** APIs that went for these kinds only, others of them being younger. */
    private static final Map<String, Set<String>> GONE_KINDS =
            Map.of(
                    "networking.k8s.io/v1beta1", Set.of("Ingress", "IngressClass"),
                    "coordination.k8s.io/v1beta1", Set.of("Lease"),
                    "certificates.k8s.io/v1beta1", Set.of("CertificateSigningRequest"),
                    "admissionregistration.k8s.io/v1beta1",
                            Set.of(
                                    "MutatingWebhookConfiguration",
                                    "ValidatingWebhookConfiguration"),
                    "storage.k8s.io/v1beta1",
                            Set.of(
                                    "CSIDriver",
                                    "CSINode",
                                    "CSIStorageCapacity",
                                    "StorageClass",
                                    "VolumeAttachment"));

    private GoneApis() {}

    /** What to do about it, when that API is gone for that kind. */
    static Optional<String> remedy(String apiVersion, String kind) {
        if (kind.equals("PodSecurityPolicy")) {
            return Optional.of(
                    "is gone with all its versions: label the namespace with"
                            + " pod-security.kubernetes.io/enforce instead");
        }
        return successor(apiVersion, kind)
                .map(
                        successor ->
                                "is %s, which Kubernetes 1.3x no longer serves: write %s"
                                        .formatted(apiVersion, successor));
    }

    private static Optional<String> successor(String apiVersion, String kind) {
        if (apiVersion.equals(EXTENSIONS)) {
            return Optional.of(EXTENSION_KINDS.getOrDefault(kind, "another API"));
        }
        if (GONE_KINDS.getOrDefault(apiVersion, Set.of()).contains(kind)) {
            return Optional.of(apiVersion.replace("v1beta1", "v1"));
        }
        return Optional.ofNullable(SUCCESSORS.get(apiVersion));
    }
}
