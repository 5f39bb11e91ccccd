package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.stack.MarkedValues;
import io.vmstation.stack.Manifests.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** kubectl reads the folders too, and makes the same of them as VMStation does. */
class ManifestsKustomizeTest {
    private static final Path OPEN = Manifests.FOLDER.resolve("overlays/open-homelab");
    private static final Path OPERATOR = Manifests.FOLDER.resolve("overlays/operator");

    @Test
    void kubectlAndVmstationMakeTheSameObjects() {
        ObjectNode delivered =
                Manifests.yaml(
                        Manifests.text(Manifests.ROOT.resolve("config/monitoring-values.yaml")));
        Map<String, JsonNode> native_ =
                keyed(Manifests.listed(Manifests.FOLDER, new MarkedValues(delivered)::fill));
        assertThat(native_).isEqualTo(keyed(built(Manifests.FOLDER)));
    }

    @Test
    void everyFolderCanBeBuilt() {
        for (Path folder : Manifests.kustomizations()) {
            if (!Manifests.entries(folder).isEmpty()) {
                assertThat(built(folder)).as(folder.toString()).isNotEmpty();
            }
        }
    }

    @Test
    void theOverlaysNameEveryComponent() {
        List<String> components =
                Manifests.entries(Manifests.FOLDER).stream().map(one -> "../../" + one).toList();
        assertThat(Manifests.entries(OPEN)).containsExactlyElementsOf(components);
    }

    @Test
    void openAccessIsAllThatTheOpenOverlayChanges() {
        Map<String, JsonNode> plain = keyed(built(Manifests.FOLDER));
        Map<String, JsonNode> open = keyed(built(OPEN));
        Set<String> changed = new LinkedHashSet<>(plain.keySet());
        changed.removeIf(key -> of(plain, key).equals(of(open, key)));
        assertThat(open.keySet()).isEqualTo(plain.keySet());
        assertThat(changed)
                .containsExactlyInAnyOrder(
                        "Deployment monitoring/grafana", "StatefulSet monitoring/prometheus");
        Map<String, String> env = env(of(open, "Deployment monitoring/grafana"));
        assertThat(env)
                .containsEntry("GF_AUTH_ANONYMOUS_ENABLED", "true")
                .containsEntry("GF_AUTH_ANONYMOUS_ORG_ROLE", "Admin")
                .containsEntry("GF_AUTH_BASIC_ENABLED", "false")
                .containsEntry("GF_AUTH_DISABLE_LOGIN_FORM", "true")
                .containsEntry("GF_USERS_ALLOW_SIGN_UP", "false")
                .containsEntry("GF_USERS_ALLOW_ORG_CREATE", "false")
                .containsKey("GF_SECURITY_ADMIN_PASSWORD__FILE");
        assertThat(args(of(open, "StatefulSet monitoring/prometheus")))
                .containsAll(args(of(plain, "StatefulSet monitoring/prometheus")))
                .contains(
                        "--web.enable-admin-api",
                        "--web.cors.origin=.*",
                        "--web.enable-remote-write-receiver");
    }

    @Test
    void openAccessIsNoDefault() {
        Map<String, JsonNode> plain = keyed(built(Manifests.FOLDER));
        assertThat(env(of(plain, "Deployment monitoring/grafana")))
                .containsEntry("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer")
                .containsEntry("GF_AUTH_DISABLE_LOGIN_FORM", "false");
        assertThat(args(of(plain, "StatefulSet monitoring/prometheus")))
                .noneMatch(arg -> arg.contains("admin-api") || arg.contains("lifecycle"));
    }

    @Test
    void theOverlayForTheOperatorForbidsTheChartNothing() {
        List<Found> built = built(OPERATOR);
        assertThat(built).noneMatch(one -> one.key().equals("NetworkPolicy monitoring/default"));
        // a policy for all pods forbids all of them whatever it does not allow
        for (Found one : built) {
            if (one.kind().equals("NetworkPolicy")) {
                assertThat(one.object().at("/spec/podSelector")).as(one.key()).isNotEmpty();
                assertThat(one.object().at("/spec/podSelector").toString())
                        .as(one.key())
                        .containsAnyOf("alloy", "loki", "blackbox-exporter");
            }
        }
        assertThat(built)
                .extracting(Found::kind)
                .contains("ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig")
                .doesNotContain("Deployment/prometheus");
        assertThat(built)
                .extracting(Found::key)
                .contains("ServiceMonitor monitoring/homelab-monitoring");
    }

    static List<Found> built(Path folder) {
        String text =
                StackTools.run("", List.of(StackTools.kubectl(), "kustomize", folder.toString()));
        List<Found> all = new ArrayList<>();
        Manifests.documents(text).forEach(one -> all.add(new Found(folder.toString(), one)));
        return all;
    }

    private static Map<String, JsonNode> keyed(List<Found> all) {
        Map<String, JsonNode> keyed = new TreeMap<>();
        all.forEach(one -> keyed.put(one.key(), one.object()));
        return keyed;
    }

    private static JsonNode of(Map<String, JsonNode> all, String key) {
        return all.getOrDefault(key, MissingNode.getInstance());
    }

    private static Map<String, String> env(JsonNode workload) {
        Map<String, String> all = new TreeMap<>();
        workload.at("/spec/template/spec/containers/0/env")
                .forEach(one -> all.put(one.path("name").asText(), one.path("value").asText()));
        return all;
    }

    private static List<String> args(JsonNode workload) {
        return Manifests.texts(workload.at("/spec/template/spec/containers/0/args"));
    }
}
