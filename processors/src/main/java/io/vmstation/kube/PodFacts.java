package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be said of a pod by looking at it. */
final class PodFacts {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private PodFacts() {}

    /** All that are bound to a node. Blocks. */
    static List<Pod> on(KubernetesClient client, String clusterNode) {
        PodList found =
                client.pods().inAnyNamespace().withField("spec.nodeName", clusterNode).list();
        return found.getItems();
    }

    /** {@code namespace/name}. */
    static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    /** Who starts it again. */
    static Optional<OwnerReference> controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** Who starts it again, for people: {@code DaemonSet kube-proxy}. */
    static String controllerName(Pod pod) {
        return controller(pod)
                .map(owner -> owner.getKind() + " " + owner.getName())
                .orElse("no controller");
    }

    static boolean isControlledBy(Pod pod, String kind) {
        return controller(pod).filter(owner -> kind.equals(owner.getKind())).isPresent();
    }

    /** Whether it has run to its end. */
    static boolean isFinished(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Whether it is being ended already. */
    static boolean isEnding(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether it is only the picture of a pod that the kubelet starts from a file of the node. */
    static boolean isStatic(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        return (annotations != null && annotations.containsKey(MIRROR))
                || isControlledBy(pod, "Node");
    }

    /** The volumes on the node's disk that end with the pod. */
    static List<String> passingVolumes(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> onDisk(volume.getEmptyDir()))
                .map(Volume::getName)
                .toList();
    }

    private static boolean onDisk(@Nullable EmptyDirVolumeSource volume) {
        return volume != null && !"Memory".equals(volume.getMedium());
    }
}
