package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.Manifests.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of alerts/ and dashboards/ for kubectl and the operator is as these are now. */
class ManifestsGeneratedTest {
    private static final boolean RENEW = Boolean.getBoolean("vmstation.renew-docs");

    @TempDir Path folder;

    @Test
    void theMadeFilesAreUpToDate() throws IOException {
        Map<String, String> made = GeneratedManifests.of(Manifests.ROOT);
        if (RENEW) {
            for (Path stale : existing()) {
                Files.delete(stale);
            }
            for (var one : made.entrySet()) {
                Path place = Manifests.ROOT.resolve(one.getKey());
                Files.createDirectories(Objects.requireNonNull(place.getParent(), "no folder"));
                Files.writeString(place, one.getValue());
            }
        }
        Set<String> there = new TreeSet<>();
        existing().forEach(file -> there.add(Manifests.name(file)));
        assertThat(there).as("renew with -Dvmstation.renew-docs=true").isEqualTo(made.keySet());
        made.forEach(
                (path, text) ->
                        assertThat(Manifests.text(Manifests.ROOT.resolve(path)))
                                .as(path + ": renew with -Dvmstation.renew-docs=true")
                                .isEqualTo(text));
    }

    private static List<Path> existing() {
        List<Path> all =
                new java.util.ArrayList<>(
                        List.of(Manifests.ROOT.resolve("kustomization.yaml")).stream()
                                .filter(Files::exists)
                                .toList());
        for (String made : List.of("overlays/operator/rules", "rules")) {
            Path place = Manifests.FOLDER.resolve(made);
            if (Files.isDirectory(place)) {
                Manifests.files(place).stream()
                        .filter(
                                file ->
                                        !made.equals("rules")
                                                || !file.endsWith("kustomization.yaml"))
                        .forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void theWholeStackIsWhatKubectlAppliesFromTheRoot() {
        List<Found> all = ManifestsKustomizeTest.built(Manifests.ROOT);
        assertThat(all)
                .extracting(Found::key)
                .contains(
                        "StatefulSet monitoring/prometheus",
                        "ConfigMap monitoring/prometheus-rules",
                        "ConfigMap monitoring/loki-rules")
                .doesNotHaveDuplicates();
        for (Found one : all) {
            if (one.name().startsWith("dashboard-")) {
                assertThat(one.object().at("/metadata/labels/grafana_dashboard").asText())
                        .isEqualTo("1");
                assertThat(one.object().at("/metadata/annotations/grafana_folder").asText())
                        .isIn("Homelab", "Infrastructure", "Applications");
            }
            // what etcd takes, with room for what the API server adds
            assertThat(one.object().toString().length()).as(one.key()).isLessThan(1_000_000);
        }
    }

    @Test
    void promtoolTakesTheRulesOfBothForms() throws IOException {
        String promtool = StackTools.debian("promtool", "prometheus");
        JsonNode data =
                Manifests.yaml(
                                Manifests.text(
                                        Manifests.FOLDER.resolve(
                                                "rules/prometheus/configmap.yaml")))
                        .path("data");
        for (var file : data.properties()) {
            Path place = folder.resolve(file.getKey());
            Files.writeString(place, file.getValue().asText());
            assertThat(StackTools.run("", List.of(promtool, "check", "rules", place.toString())))
                    .contains("SUCCESS");
            assertThat(file.getValue().asText()).doesNotContainPattern("\\$\\{[a-z]");
            String name = "prometheusrule-" + file.getKey();
            JsonNode rule =
                    Manifests.yaml(
                            Manifests.text(
                                    Manifests.FOLDER.resolve("overlays/operator/rules/" + name)));
            assertThat(rule.at("/spec/groups"))
                    .isEqualTo(Manifests.yaml(file.getValue().asText()).path("groups"));
        }
    }

    @Test
    void defaultsTakeThePlaceOfPlaceholders() {
        assertThat(GeneratedManifests.withDefaults("a > ${alerts.x-y:=80} $${b} {{ $value }}"))
                .isEqualTo("a > 80 ${b} {{ $value }}");
    }
}
