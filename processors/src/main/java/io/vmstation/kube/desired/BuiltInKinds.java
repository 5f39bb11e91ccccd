package io.vmstation.kube.desired;

import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds that come with Kubernetes 1.3x, by the fabric8 model. Thread-safe. */
final class BuiltInKinds {
    private static final List<Class<? extends HasMetadata>> MODEL =
            List.of(
                    ConfigMap.class,
                    Endpoints.class,
                    Event.class,
                    LimitRange.class,
                    Namespace.class,
                    Node.class,
                    PersistentVolume.class,
                    PersistentVolumeClaim.class,
                    Pod.class,
                    PodTemplate.class,
                    ReplicationController.class,
                    ResourceQuota.class,
                    Secret.class,
                    Service.class,
                    ServiceAccount.class,
                    APIService.class,
                    ControllerRevision.class,
                    DaemonSet.class,
                    Deployment.class,
                    ReplicaSet.class,
                    StatefulSet.class,
                    CronJob.class,
                    Job.class,
                    CertificateSigningRequest.class,
                    Lease.class,
                    EndpointSlice.class,
                    Ingress.class,
                    IngressClass.class,
                    IPAddress.class,
                    NetworkPolicy.class,
                    ServiceCIDR.class,
                    RuntimeClass.class,
                    PodDisruptionBudget.class,
                    ClusterRole.class,
                    ClusterRoleBinding.class,
                    Role.class,
                    RoleBinding.class,
                    PriorityClass.class,
                    CSIDriver.class,
                    CSINode.class,
                    CSIStorageCapacity.class,
                    StorageClass.class,
                    VolumeAttachment.class,
                    CustomResourceDefinition.class,
                    HorizontalPodAutoscaler.class,
                    io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler.class);

    /** Kinds of whole clusters that the model has no class for here. */
    private static final Set<String> OTHER_OF_CLUSTER =
            Set.of(
                    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
                    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
                    "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
                    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
                    "admissionregistration.k8s.io/MutatingAdmissionPolicy",
                    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
                    "certificates.k8s.io/ClusterTrustBundle",
                    "flowcontrol.apiserver.k8s.io/FlowSchema",
                    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
                    "gateway.networking.k8s.io/GatewayClass",
                    "resource.k8s.io/DeviceClass",
                    "resource.k8s.io/ResourceSlice",
                    "storage.k8s.io/VolumeAttributesClass");

    private final Map<String, Map<String, Class<? extends HasMetadata>>> byApi = new TreeMap<>();

    BuiltInKinds() {
        for (Class<? extends HasMetadata> type : MODEL) {
            byApi.computeIfAbsent(HasMetadata.getApiVersion(type), unused -> new TreeMap<>())
                    .put(HasMetadata.getKind(type), type);
        }
    }

    /** The class of the model. */
    Optional<Class<? extends HasMetadata>> model(String apiVersion, String kind) {
        return Optional.ofNullable(byApi.getOrDefault(apiVersion, Map.of()).get(kind));
    }

    /** Whether objects of a kind live in namespaces; absent when that is not known. */
    Optional<Boolean> namespaced(String apiVersion, String kind) {
        if (OTHER_OF_CLUSTER.contains(group(apiVersion) + "/" + kind)) {
            return Optional.of(false);
        }
        return model(apiVersion, kind).map(Namespaced.class::isAssignableFrom);
    }

    /** The kinds of an API; none when it is not known. */
    Set<String> kinds(String apiVersion) {
        return byApi.getOrDefault(apiVersion, Map.of()).keySet();
    }

    /** The APIs whose kinds are known. */
    Set<String> apis() {
        return new TreeSet<>(byApi.keySet());
    }

    /** {@code apps} of {@code apps/v1}; empty for the core. */
    static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
