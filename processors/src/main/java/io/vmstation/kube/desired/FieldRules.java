package io.vmstation.kube.desired;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the model does not know of its fields: which ones must be there, and which ones hold certain
 * words only. By the reference of the Kubernetes API 1.34 and its validation; only what is always
 * so.
 */
final class FieldRules {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

    /** By the name of the type. */
    static final Map<String, Set<String>> REQUIRED =
            Map.ofEntries(
                    Map.entry("Container", Set.of("name", "image")),
                    Map.entry("ContainerPort", Set.of("containerPort")),
                    Map.entry("EnvVar", Set.of("name")),
                    Map.entry("ConfigMapKeySelector", Set.of("name", "key")),
                    Map.entry("SecretKeySelector", Set.of("name", "key")),
                    Map.entry("VolumeMount", Set.of("name", "mountPath")),
                    Map.entry("Volume", Set.of("name")),
                    Map.entry("KeyToPath", Set.of("key", "path")),
                    Map.entry("HostPathVolumeSource", Set.of("path")),
                    Map.entry("NFSVolumeSource", Set.of("server", "path")),
                    Map.entry("PersistentVolumeClaimVolumeSource", Set.of("claimName")),
                    Map.entry("HTTPGetAction", Set.of("port")),
                    Map.entry("TCPSocketAction", Set.of("port")),
                    Map.entry("GRPCAction", Set.of("port")),
                    Map.entry("PodSpec", Set.of("containers")),
                    Map.entry("PodTemplateSpec", Set.of("spec")),
                    Map.entry("PodAffinityTerm", Set.of("topologyKey")),
                    Map.entry("WeightedPodAffinityTerm", Set.of("weight", "podAffinityTerm")),
                    Map.entry(
                            "TopologySpreadConstraint",
                            Set.of("maxSkew", "topologyKey", "whenUnsatisfiable")),
                    Map.entry("NodeSelectorRequirement", Set.of("key", "operator")),
                    Map.entry("LabelSelectorRequirement", Set.of("key", "operator")),
                    Map.entry("Deployment", Set.of("spec")),
                    Map.entry("DeploymentSpec", Set.of("selector", "template")),
                    Map.entry("DaemonSet", Set.of("spec")),
                    Map.entry("DaemonSetSpec", Set.of("selector", "template")),
                    Map.entry("StatefulSet", Set.of("spec")),
                    Map.entry("StatefulSetSpec", Set.of("selector", "template")),
                    Map.entry("ReplicaSet", Set.of("spec")),
                    Map.entry("ReplicaSetSpec", Set.of("selector")),
                    Map.entry("Job", Set.of("spec")),
                    Map.entry("JobSpec", Set.of("template")),
                    Map.entry("CronJob", Set.of("spec")),
                    Map.entry("CronJobSpec", Set.of("schedule", "jobTemplate")),
                    Map.entry("JobTemplateSpec", Set.of("spec")),
                    Map.entry("Pod", Set.of("spec")),
                    Map.entry("ServicePort", Set.of("port")),
                    Map.entry("PersistentVolumeClaimSpec", Set.of("accessModes", "resources")),
                    Map.entry("PersistentVolumeSpec", Set.of("accessModes", "capacity")),
                    Map.entry("StorageClass", Set.of("provisioner")),
                    Map.entry("RoleBinding", Set.of("roleRef")),
                    Map.entry("ClusterRoleBinding", Set.of("roleRef")),
                    Map.entry("RoleRef", Set.of("apiGroup", "kind", "name")),
                    Map.entry("Subject", Set.of("kind", "name")),
                    Map.entry("PolicyRule", Set.of("verbs")),
                    Map.entry("HTTPIngressPath", Set.of("pathType", "backend")),
                    Map.entry("HTTPIngressRuleValue", Set.of("paths")),
                    Map.entry("IngressServiceBackend", Set.of("name", "port")),
                    Map.entry("HorizontalPodAutoscaler", Set.of("spec")),
                    Map.entry(
                            "HorizontalPodAutoscalerSpec", Set.of("scaleTargetRef", "maxReplicas")),
                    Map.entry("CrossVersionObjectReference", Set.of("kind", "name")),
                    Map.entry("PriorityClass", Set.of("value")),
                    Map.entry("RuntimeClass", Set.of("handler")),
                    Map.entry("LimitRangeSpec", Set.of("limits")),
                    Map.entry("CustomResourceDefinition", Set.of("spec")),
                    Map.entry(
                            "CustomResourceDefinitionSpec",
                            Set.of("group", "names", "scope", "versions")),
                    Map.entry("CustomResourceDefinitionNames", Set.of("kind", "plural")),
                    Map.entry(
                            "CustomResourceDefinitionVersion",
                            Set.of("name", "served", "storage", "schema")),
                    Map.entry("APIServiceSpec", Set.of("groupPriorityMinimum", "versionPriority")));

    /** By the name of the type, then of the field. */
    static final Map<String, Map<String, List<String>>> WORDS = words();

    private FieldRules() {}

    private static Map<String, Map<String, List<String>>> words() {
        Map<String, Map<String, List<String>>> words = new HashMap<>();
        words.put(
                "Container", Map.of("imagePullPolicy", List.of("Always", "IfNotPresent", "Never")));
        words.put("ContainerPort", Map.of("protocol", PROTOCOLS));
        words.put("ServicePort", Map.of("protocol", PROTOCOLS));
        words.put("NetworkPolicyPort", Map.of("protocol", PROTOCOLS));
        words.put("NetworkPolicySpec", Map.of("policyTypes", List.of("Ingress", "Egress")));
        words.put(
                "PodSpec",
                Map.of(
                        "restartPolicy",
                        List.of("Always", "OnFailure", "Never"),
                        "dnsPolicy",
                        List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")));
        words.put(
                "ServiceSpec",
                Map.of(
                        "type",
                        List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
                        "externalTrafficPolicy",
                        List.of("Cluster", "Local"),
                        "sessionAffinity",
                        List.of("ClientIP", "None")));
        words.put("DeploymentStrategy", Map.of("type", List.of("RollingUpdate", "Recreate")));
        words.put("DaemonSetUpdateStrategy", Map.of("type", List.of("RollingUpdate", "OnDelete")));
        words.put(
                "StatefulSetUpdateStrategy", Map.of("type", List.of("RollingUpdate", "OnDelete")));
        words.put(
                "StatefulSetSpec",
                Map.of("podManagementPolicy", List.of("OrderedReady", "Parallel")));
        words.put(
                "CronJobSpec", Map.of("concurrencyPolicy", List.of("Allow", "Forbid", "Replace")));
        words.put(
                "HTTPIngressPath",
                Map.of("pathType", List.of("Exact", "Prefix", "ImplementationSpecific")));
        words.put("HTTPGetAction", Map.of("scheme", List.of("HTTP", "HTTPS")));
        words.put("LabelSelectorRequirement", Map.of("operator", OPERATORS));
        words.put(
                "NodeSelectorRequirement",
                Map.of("operator", List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")));
        words.put(
                "Toleration",
                Map.of(
                        "operator",
                        List.of("Exists", "Equal", "Gt", "Lt"),
                        "effect",
                        List.of("NoSchedule", "PreferNoSchedule", "NoExecute")));
        List<String> accessModes =
                List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");
        words.put("PersistentVolumeClaimSpec", Map.of("accessModes", accessModes));
        words.put(
                "PersistentVolumeSpec",
                Map.of(
                        "accessModes",
                        accessModes,
                        "persistentVolumeReclaimPolicy",
                        List.of("Retain", "Recycle", "Delete")));
        words.put(
                "StorageClass",
                Map.of("volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer")));
        words.put("Subject", Map.of("kind", List.of("ServiceAccount", "User", "Group")));
        words.put("RoleRef", Map.of("kind", List.of("Role", "ClusterRole")));
        words.put(
                "CustomResourceDefinitionSpec", Map.of("scope", List.of("Namespaced", "Cluster")));
        return words;
    }
}
