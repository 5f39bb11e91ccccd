package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the role for reconciling must never grant. */
class ReconcileRightsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "..", "manifests", "vmstation").normalize();

    private static List<PolicyRule> rules() throws Exception {
        return new KubernetesSerialization()
                .unmarshal(
                        Files.readString(FOLDER.resolve("reconcile-clusterrole.yaml")),
                        ClusterRole.class)
                .getRules();
    }

    @Test
    void grantsNeitherEscalationNorAnythingByStar() throws Exception {
        for (PolicyRule rule : rules()) {
            assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
            assertThat(rule.getResources()).doesNotContain("*");
            assertThat(rule.getApiGroups()).doesNotContain("*");
        }
    }

    @Test
    void deletesNothingThatHoldsData() throws Exception {
        Set<String> deleted = new TreeSet<>();
        for (PolicyRule rule : rules()) {
            if (rule.getVerbs().contains("delete")) {
                deleted.addAll(rule.getResources());
            }
        }
        assertThat(deleted)
                .isNotEmpty()
                .doesNotContain("namespaces", "persistentvolumeclaims", "persistentvolumes", "nodes");
    }
}
