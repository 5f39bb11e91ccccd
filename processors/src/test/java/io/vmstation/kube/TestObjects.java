package io.vmstation.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;

/** Objects as controllers write them. */
final class TestObjects {
    static final String NAMESPACE = "media";

    private TestObjects() {}

    static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .endSpec()
                .build();
    }

    static StatefulSet statefulSet(String name, int replicas) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .endSpec()
                .build();
    }

    static ReplicaSet replicaSet(String deployment) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(deployment + "-7d4b9c")
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(deployment)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    /** A pod of that Deployment; its ReplicaSet has to exist, too. */
    static Pod podOf(String deployment, String suffix, String node) {
        return controlled(
                pod(deployment + "-7d4b9c-" + suffix, node, deployment),
                "apps/v1",
                "ReplicaSet",
                deployment + "-7d4b9c");
    }

    static Pod podOfStatefulSet(String name, int ordinal, String node) {
        return controlled(pod(name + "-" + ordinal, node, name), "apps/v1", "StatefulSet", name);
    }

    static Pod podOfDaemonSet(String name, String node) {
        return controlled(pod(name + "-x2x4p", node, name), "apps/v1", "DaemonSet", name);
    }

    static Pod podOfJob(String name, String node) {
        return controlled(pod(name + "-q8z2l", node, name), "batch/v1", "Job", name);
    }

    static Pod barePod(String name, String node) {
        return pod(name, node, name);
    }

    static Pod staticPod(String name, String node) {
        return controlled(
                pod(name + "-" + node, node, name)
                        .edit()
                        .editMetadata()
                        .addToAnnotations("kubernetes.io/config.mirror", "1f2c4d0e")
                        .endMetadata()
                        .build(),
                "v1",
                "Node",
                node);
    }

    static Pod finished(Pod pod) {
        return pod.edit().editStatus().withPhase("Succeeded").endStatus().build();
    }

    static Pod inNamespace(String namespace, Pod pod) {
        return pod.edit().editMetadata().withNamespace(namespace).endMetadata().build();
    }

    static Pod withEmptyDir(Pod pod, String volume, String medium) {
        return pod.edit()
                .editSpec()
                .addNewVolume()
                .withName(volume)
                .withNewEmptyDir()
                .withMedium(medium)
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .build();
    }

    static Pod annotated(Pod pod, String name, String value) {
        return pod.edit().editMetadata().addToAnnotations(name, value).endMetadata().build();
    }

    static Pod controlled(Pod pod, String apiVersion, String kind, String owner) {
        return pod.edit()
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    static PodDisruptionBudget budget(String name, String app, int allowed) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewMinAvailable(1)
                .withNewSelector()
                .withMatchLabels(Map.of("app", app))
                .endSelector()
                .endSpec()
                .withNewStatus()
                .withDisruptionsAllowed(allowed)
                .withCurrentHealthy(1)
                .withDesiredHealthy(1)
                .withExpectedPods(1)
                .endStatus()
                .build();
    }

    private static Pod pod(String name, String node, String app) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withImage("docker.io/library/busybox:1.37")
                .endContainer()
                .withTerminationGracePeriodSeconds(0L)
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }
}
