package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.reconcile.ObjectKey;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApplyOrderTest {
    private static ObjectKey key(String group, String kind) {
        return new ObjectKey(group, kind, "", "a");
    }

    @Test
    void whatIsNeededComesFirstAndWhatMayRefuseOthersComesLast() {
        List<ObjectKey> order =
                List.of(
                        key("apiextensions.k8s.io", "CustomResourceDefinition"),
                        key("", "Namespace"),
                        key("", "ResourceQuota"),
                        key("storage.k8s.io", "StorageClass"),
                        key("rbac.authorization.k8s.io", "ClusterRole"),
                        key("rbac.authorization.k8s.io", "ClusterRoleBinding"),
                        key("", "ServiceAccount"),
                        key("rbac.authorization.k8s.io", "Role"),
                        key("rbac.authorization.k8s.io", "RoleBinding"),
                        key("", "Secret"),
                        key("", "PersistentVolume"),
                        key("", "PersistentVolumeClaim"),
                        key("", "Service"),
                        key("apps", "Deployment"),
                        key("networking.k8s.io", "Ingress"),
                        key("serving.knative.dev", "Service"),
                        key("apiregistration.k8s.io", "APIService"),
                        key("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"));
        List<ObjectKey> shuffled = new java.util.ArrayList<>(order);
        Collections.shuffle(shuffled);

        assertThat(shuffled.stream().sorted(ApplyOrder.APPLY).toList()).isEqualTo(order);
        assertThat(Stream.of(order.get(1), order.get(13)).sorted(ApplyOrder.DELETE))
                .containsExactly(order.get(13), order.get(1));
    }
}
