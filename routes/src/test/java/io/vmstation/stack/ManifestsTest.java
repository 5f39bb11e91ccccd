package io.vmstation.stack;

import static io.vmstation.stack.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.Manifests.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the manifests are kept: what a reader may rely on in every file. */
class ManifestsTest {
    private static final Pattern PINNED =
            Pattern.compile("[a-z0-9.-]+\\.[a-z]+/[a-z0-9./-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final Set<String> COMPONENTS =
            Set.of(
                    "namespace",
                    "network",
                    "prometheus",
                    "alertmanager",
                    "grafana",
                    "loki",
                    "alloy",
                    "kube-state-metrics",
                    "node-exporter",
                    "ipmi-exporter",
                    "blackbox-exporter");

    @Test
    void everyComponentIsAFolderOfItsOwn() {
        assertThat(Manifests.entries(Manifests.FOLDER))
                .containsExactlyInAnyOrderElementsOf(COMPONENTS);
        assertThat(Manifests.stack()).hasSizeGreaterThan(50);
    }

    @Test
    void aFileHoldsOneObjectAndSaysWhatItIsFor() {
        for (Path file : Manifests.files(Manifests.FOLDER)) {
            String text = Manifests.text(file);
            if (!file.endsWith("kustomization.yaml")
                    && !file.endsWith("prometheus-values.yaml")
                    && !file.endsWith("patch-prometheus.yaml")) {
                assertThat(Manifests.documents(text)).as(file.toString()).hasSize(1);
            }
            if (!file.endsWith("kustomization.yaml")) {
                assertThat(text).as(file.toString()).startsWith("# ");
            }
        }
    }

    @Test
    void everyFileIsListed() {
        for (Path folder : Manifests.kustomizations()) {
            Set<String> there = new TreeSet<>();
            for (Path file : Manifests.files(folder)) {
                String name = file.getFileName().toString();
                if (folder.equals(file.getParent())
                        && !name.equals("kustomization.yaml")
                        && !name.startsWith("patch-")) {
                    there.add(name);
                }
            }
            Set<String> listed = new TreeSet<>(Manifests.entries(folder));
            listed.removeIf(entry -> Files.isDirectory(folder.resolve(entry)));
            assertThat(listed).as(folder.toString()).isEqualTo(there);
        }
    }

    @Test
    void theDefaultFoldersArePlainEnoughToBeReadWithoutKubectl() {
        List<Path> folders = new ArrayList<>(List.of(Manifests.FOLDER));
        COMPONENTS.forEach(one -> folders.add(Manifests.FOLDER.resolve(one)));
        for (Path folder : folders) {
            JsonNode file = Manifests.yaml(Manifests.text(folder.resolve("kustomization.yaml")));
            List<String> keys = new ArrayList<>();
            file.fieldNames().forEachRemaining(keys::add);
            assertThat(keys).containsOnly("apiVersion", "kind", "resources");
        }
    }

    @Test
    void noObjectIsThereTwice() {
        assertThat(Manifests.stack()).extracting(Found::key).doesNotHaveDuplicates();
    }

    @Test
    void namespacedObjectsSayWhereTheyLive() {
        Set<String> clusterWide = Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");
        for (Found one : Manifests.stack()) {
            assertThat(one.object().at("/metadata/namespace").asText())
                    .as(one.file())
                    .isEqualTo(clusterWide.contains(one.kind()) ? "" : "monitoring");
            assertThat(one.object().at("/metadata/labels/app.kubernetes.io~1part-of").asText())
                    .as(one.file())
                    .isEqualTo("monitoring");
        }
    }

    @Test
    void imagesHaveAFullNameAndAVersion() {
        for (Found workload : Manifests.workloads()) {
            for (JsonNode container : Manifests.containers(workload)) {
                assertThat(container.path("image").asText()).as(workload.file()).matches(PINNED);
                assertThat(container.has("imagePullPolicy")).as(workload.file()).isFalse();
            }
        }
    }

    @Test
    void everyContainerHasResourcesAndAReadOnlyRoot() {
        for (Found workload : Manifests.workloads()) {
            for (JsonNode container : Manifests.containers(workload)) {
                String where = workload.file() + " " + container.path("name").asText();
                assertThat(container.at("/resources/requests/cpu").asText()).as(where).isNotEmpty();
                assertThat(container.at("/resources/requests/memory").asText())
                        .as(where)
                        .isNotEmpty();
                assertThat(container.at("/resources/limits/memory").asText())
                        .as(where)
                        .isNotEmpty();
                assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                        .as(where)
                        .isTrue();
            }
        }
    }

    @Test
    void everyServerIsProbed() {
        for (Found workload : Manifests.workloads()) {
            JsonNode main = workload.podTemplate().at("/spec/containers/0");
            assertThat(main.has("readinessProbe")).as(workload.file()).isTrue();
            assertThat(main.has("livenessProbe")).as(workload.file()).isTrue();
        }
    }

    /** It fails while any component does, Loki's being away among them. */
    @Test
    void alloyIsNotKilledForASourceThatFails() {
        assertThat(
                        Manifests.one("DaemonSet", "alloy")
                                .podTemplate()
                                .at("/spec/containers/0/livenessProbe")
                                .toString())
                .contains("/-/ready")
                .doesNotContain("healthy");
    }

    /** container_t may read neither logs nor /proc/1 of a node with SELinux. */
    @Test
    void whatReadsTheHostMayDoSoUnderSelinux() {
        for (Found workload : Manifests.workloads()) {
            JsonNode main = workload.podTemplate().at("/spec/containers/0");
            boolean readsHost =
                    workload.podTemplate().at("/spec/volumes").toString().contains("hostPath");
            if (readsHost && !main.at("/securityContext/privileged").asBoolean()) {
                assertThat(main.at("/securityContext/seLinuxOptions/type").asText())
                        .as(workload.file())
                        .isEqualTo("spc_t");
            }
        }
    }

    @Test
    void whatKeepsDataStaysOffNodesThatSleep() {
        for (Found workload : Manifests.workloads()) {
            if (!workload.kind().equals("DaemonSet")) {
                JsonNode rule =
                        workload.podTemplate()
                                .at(
                                        "/spec/affinity/nodeAffinity"
                                                + "/requiredDuringSchedulingIgnoredDuringExecution"
                                                + "/nodeSelectorTerms/0/matchExpressions/0");
                assertThat(rule.path("key").asText())
                        .as(workload.file())
                        .isEqualTo("vmstation.io/always-on");
                assertThat(texts(rule.path("values"))).containsExactly("true");
            }
        }
    }

    @Test
    void aSleepingNodeHoldsNoRolloutUp() {
        for (Found workload : Manifests.workloads()) {
            if (workload.kind().equals("DaemonSet")) {
                assertThat(
                                workload.object()
                                        .at("/spec/updateStrategy/rollingUpdate/maxUnavailable")
                                        .asText())
                        .as(workload.file())
                        .isEqualTo("100%");
                assertThat(workload.podTemplate().at("/spec/tolerations/0/operator").asText())
                        .as(workload.file())
                        .isEqualTo("Exists");
            }
        }
    }

    @Test
    void dataOutlivesItsPods() {
        for (String name : List.of("prometheus", "alertmanager", "grafana", "loki")) {
            Found claim = Manifests.one("PersistentVolumeClaim", name);
            assertThat(claim.object().at("/metadata/annotations/vmstation.io~1prune").asText())
                    .isEqualTo("disabled");
        }
    }

    @Test
    void theDoorsToTheLanAreThoseOfTheSeed() {
        List<String> doors = new ArrayList<>();
        for (Found one : Manifests.stack()) {
            for (JsonNode port : one.object().at("/spec/ports")) {
                if (one.kind().equals("Service") && port.has("nodePort")) {
                    doors.add(one.name() + " " + port.path("nodePort").asInt());
                }
            }
        }
        assertThat(doors)
                .containsExactlyInAnyOrder("prometheus 30090", "grafana 30300", "loki 31100");
    }

    @Test
    void noFileHoldsAPassword() {
        for (Path file : Manifests.files(Manifests.FOLDER)) {
            for (String line : Manifests.text(file).lines().toList()) {
                boolean plain =
                        line.matches("(?i)[^#]*(password|token|secret)\\w*: +[^\\s|{\\[#/$].*")
                                && !line.matches(
                                        "(?i).*(file|path|name|key|automount|existing|config)\\w*: .*");
                assertThat(plain).as(file + ": " + line).isFalse();
            }
        }
        Found admin = Manifests.one("Secret", "grafana-admin");
        assertThat(admin.object().has("data") || admin.object().has("stringData")).isFalse();
        assertThat(Objects.toString(admin.object().at("/metadata/annotations")))
                .contains("vmstation.io/generate", "admin-password", "once");
    }

    @Test
    void grafanaDownloadsNothingAtStart() {
        String text = Manifests.text(Manifests.FOLDER.resolve("grafana/deployment.yaml"));
        assertThat(text).doesNotContain("GF_INSTALL_PLUGINS", "GF_PLUGINS_PREINSTALL:");
        assertThat(text).contains("GF_PLUGINS_PREINSTALL_DISABLED");
    }
}
