package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.Manifests.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an object names is there. */
class ManifestsReferencesTest {
    /** Made of alerts/ by VMStation or the kustomization at the root. */
    private static final Set<String> MADE_ELSEWHERE =
            Set.of(
                    "ConfigMap prometheus-rules",
                    "ConfigMap prometheus-rules-2",
                    "ConfigMap loki-rules",
                    "ConfigMap loki-rules-2");

    /** Of every namespace. */
    private static final Set<String> BY_KUBERNETES = Set.of("ConfigMap kube-root-ca.crt");

    private static final Set<String> BY_THE_USER =
            Set.of("Secret alertmanager-smtp", "Secret ipmi-exporter-modules");

    private final List<Found> stack = Manifests.stack();

    @Test
    void whatPodsMountIsThereOrSaysThatItMayBeMissing() {
        for (Found workload : Manifests.workloads()) {
            for (JsonNode volume : workload.podTemplate().at("/spec/volumes")) {
                List<JsonNode> sources = new ArrayList<>(List.of(volume));
                volume.at("/projected/sources").forEach(sources::add);
                sources.forEach(source -> checkSource(workload, source));
            }
        }
    }

    private void checkSource(Found workload, JsonNode source) {
        if (source.has("configMap")) {
            check(
                    workload,
                    "ConfigMap " + source.at("/configMap/name").asText(),
                    source.get("configMap"));
        }
        if (source.has("secret")) {
            JsonNode secret = source.get("secret");
            check(workload, "Secret " + secret.path("secretName").asText(), secret);
        }
        if (source.has("persistentVolumeClaim")) {
            check(
                    workload,
                    "PersistentVolumeClaim "
                            + source.at("/persistentVolumeClaim/claimName").asText(),
                    source);
        }
    }

    private void check(Found workload, String key, JsonNode reference) {
        boolean there = stack.stream().anyMatch(one -> (one.kind() + " " + one.name()).equals(key));
        boolean mayBeMissing = reference.path("optional").asBoolean();
        if (MADE_ELSEWHERE.contains(key)) {
            assertThat(mayBeMissing).as(workload.file() + ": " + key).isTrue();
        } else if (!BY_KUBERNETES.contains(key) && !BY_THE_USER.contains(key)) {
            assertThat(there).as(workload.file() + ": " + key).isTrue();
        }
    }

    @Test
    void everyMountNamesAVolumeAndEveryVolumeIsMounted() {
        for (Found workload : Manifests.workloads()) {
            Set<String> volumes = new HashSet<>();
            workload.podTemplate()
                    .at("/spec/volumes")
                    .forEach(volume -> volumes.add(volume.path("name").asText()));
            Set<String> mounted = new HashSet<>();
            for (JsonNode container : Manifests.containers(workload)) {
                container
                        .path("volumeMounts")
                        .forEach(mount -> mounted.add(mount.path("name").asText()));
            }
            assertThat(mounted).as(workload.file()).isEqualTo(volumes);
        }
    }

    @Test
    void workloadsSelectTheirOwnPodsAndNoOthers() {
        List<String> apps = new ArrayList<>();
        for (Found workload : Manifests.workloads()) {
            JsonNode selector = workload.object().at("/spec/selector/matchLabels");
            JsonNode labels = workload.podTemplate().at("/metadata/labels");
            assertThat(labels.path("app").asText()).as(workload.file()).isEqualTo(workload.name());
            assertThat(selector.size()).isOne();
            assertThat(selector.path("app").asText()).isEqualTo(workload.name());
            apps.add(workload.name());
        }
        assertThat(apps).doesNotHaveDuplicates();
    }

    @Test
    void servicesLeadToPortsThatPodsHave() {
        for (Found service : Manifests.all()) {
            if (service.kind().equals("Service") && !service.file().contains("overlays/")) {
                Found workload = workload(service.object().at("/spec/selector/app").asText());
                Set<String> ports = new HashSet<>();
                for (JsonNode container : Manifests.containers(workload)) {
                    container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
                }
                service.object()
                        .at("/spec/ports")
                        .forEach(
                                port ->
                                        assertThat(ports)
                                                .as(service.file())
                                                .contains(port.path("targetPort").asText()));
            }
        }
    }

    @Test
    void statefulSetsNameAServiceThatIsThere() {
        for (Found workload : Manifests.workloads()) {
            if (workload.kind().equals("StatefulSet")) {
                assertThat(
                                Manifests.one(
                                        "Service",
                                        workload.object().at("/spec/serviceName").asText()))
                        .isNotNull();
            }
        }
    }

    @Test
    void probesAskPortsOfTheirContainer() {
        for (Found workload : Manifests.workloads()) {
            for (JsonNode container : Manifests.containers(workload)) {
                Set<String> ports = new HashSet<>();
                container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
                for (String probe : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
                    for (String way : List.of("httpGet", "tcpSocket")) {
                        JsonNode asked = container.path(probe).path(way);
                        if (!asked.isMissingNode()) {
                            assertThat(ports)
                                    .as(workload.file() + " " + probe)
                                    .contains(asked.path("port").asText());
                        }
                    }
                }
            }
        }
    }

    @Test
    void accountsAreThereAndBindingsFit() {
        for (Found workload : Manifests.workloads()) {
            String account = workload.podTemplate().at("/spec/serviceAccountName").asText();
            if (!account.equals("default")) {
                assertThat(Manifests.one("ServiceAccount", account)).isNotNull();
            }
            assertThat(workload.podTemplate().at("/spec/automountServiceAccountToken").isBoolean())
                    .as(workload.file())
                    .isTrue();
        }
        for (Found binding : stack) {
            if (binding.kind().endsWith("Binding")) {
                JsonNode role = binding.object().path("roleRef");
                assertThat(Manifests.one(role.path("kind").asText(), role.path("name").asText()))
                        .isNotNull();
                for (JsonNode subject : binding.object().path("subjects")) {
                    assertThat(subject.path("namespace").asText()).isEqualTo("monitoring");
                    assertThat(Manifests.one("ServiceAccount", subject.path("name").asText()))
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void onlyThoseWhoAskTheApiServerHoldAToken() {
        List<String> with = new ArrayList<>();
        for (Found workload : Manifests.workloads()) {
            boolean projected =
                    workload.podTemplate()
                            .at("/spec/volumes")
                            .toString()
                            .contains("serviceAccountToken");
            if (projected
                    || workload.podTemplate()
                            .at("/spec/automountServiceAccountToken")
                            .asBoolean()) {
                with.add(workload.name());
            }
        }
        assertThat(with)
                .containsExactlyInAnyOrder("prometheus", "grafana", "alloy", "kube-state-metrics");
    }

    @Test
    void nobodyMayChangeAnythingOrReadSecrets() {
        for (Found role : stack) {
            for (JsonNode rule : role.object().path("rules")) {
                assertThat(Manifests.texts(rule.path("verbs")))
                        .as(role.file())
                        .isSubsetOf("get", "list", "watch");
                assertThat(Manifests.texts(rule.path("resources")))
                        .as(role.file())
                        .doesNotContain("secrets", "*", "nodes/proxy", "pods/exec");
                assertThat(Manifests.texts(rule.path("apiGroups"))).doesNotContain("*");
            }
        }
    }

    @Test
    void kubeStateMetricsMayListExactlyWhatItIsToldToCount() {
        String flag =
                Manifests.texts(
                                Manifests.one("Deployment", "kube-state-metrics")
                                        .podTemplate()
                                        .at("/spec/containers/0/args"))
                        .stream()
                        .filter(arg -> arg.startsWith("--resources="))
                        .findFirst()
                        .orElseThrow();
        List<String> granted = new ArrayList<>();
        Manifests.one("ClusterRole", "monitoring-kube-state-metrics")
                .object()
                .path("rules")
                .forEach(rule -> granted.addAll(Manifests.texts(rule.path("resources"))));
        assertThat(List.of(flag.substring("--resources=".length()).split(",", -1)))
                .containsExactlyInAnyOrderElementsOf(granted);
    }

    static Found workload(String app) {
        return Manifests.workloads().stream()
                .filter(one -> one.name().equals(app))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pods of " + app));
    }
}
