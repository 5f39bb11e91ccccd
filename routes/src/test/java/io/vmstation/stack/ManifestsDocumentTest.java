package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide to the stack names what is there, and leaves out nothing that was asked for. */
class ManifestsDocumentTest {
    private static final int ASKED_FOR = 24;

    private final String text = Manifests.text(Manifests.ROOT.resolve("docs/monitoring-stack.md"));

    @Test
    void everyNumberedLineOfTheChecklistIsAnswered() {
        for (int number = 1; number <= ASKED_FOR; number++) {
            assertThat(text).containsPattern("(?m)^\\| " + number + " \\| [^|]+ \\| [^|]{9,} \\|$");
        }
    }

    @Test
    void everyFolderIsNamed() {
        for (String folder : Manifests.entries(Manifests.FOLDER)) {
            assertThat(text).contains("| `" + folder + "` |");
        }
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken =
                found("\\]\\(([^)#:]+)(?:#[^)]*)?\\)").stream()
                        .filter(link -> !Files.exists(Manifests.ROOT.resolve("docs").resolve(link)))
                        .toList();
        assertThat(broken).isEmpty();
    }

    @Test
    void filesOfTheManifestsThatAreNamedAreThere() {
        List<String> named = new ArrayList<>(found("`((?:[a-z-]+/)+[a-z-]+\\.yaml)`"));
        named.removeIf(name -> name.startsWith("alerts/") || name.startsWith("config/"));
        assertThat(named).hasSizeGreaterThan(5);
        for (String name : named) {
            assertThat(
                            Files.exists(Manifests.FOLDER.resolve(name))
                                    || Files.exists(Manifests.ROOT.resolve(name)))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void dashboardsAndAlertsThatAreNamedAreThereAndNoneIsForgotten() {
        for (String folder : List.of("dashboards", "alerts")) {
            if (Files.isDirectory(Manifests.ROOT.resolve(folder))) {
                found("`(" + folder + "/[A-Za-z/-]+\\.[a-z]+)`")
                        .forEach(
                                name -> assertThat(Manifests.ROOT.resolve(name)).as(name).exists());
            }
        }
    }

    @Test
    void valuesOfTheChartAreOnesThatItKnows() {
        JsonNode values =
                Manifests.yaml(
                        Manifests.text(
                                Manifests.FOLDER.resolve("examples/prometheus-values.yaml")));
        Set<String> parts = new TreeSet<>();
        values.fieldNames().forEachRemaining(parts::add);
        assertThat(parts)
                .isSubsetOf(
                        "prometheus",
                        "prometheusOperator",
                        "kubeApiServer",
                        "kubeControllerManager",
                        "kubeEtcd",
                        "kubeProxy",
                        "kubeScheduler",
                        "kubelet",
                        "alertmanager",
                        "grafana",
                        "kube-state-metrics",
                        "prometheus-node-exporter",
                        "defaultRules");
        JsonNode spec = values.at("/prometheus/prometheusSpec");
        for (String selector :
                List.of("serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig")) {
            assertThat(spec.path(selector + "SelectorNilUsesHelmValues").asBoolean(true)).isFalse();
        }
        assertThat(spec.path("retention").asText()).isEqualTo("30d");
        assertThat(values.at("/prometheus/service/nodePort").asInt()).isEqualTo(30090);
        assertThat(values.at("/grafana/service/nodePort").asInt()).isEqualTo(30300);
        assertThat(values.toString()).doesNotContainIgnoringCase("adminPassword");
    }

    /** An alert that some job is absent would fire for ever where that has the chart's own name. */
    @Test
    void theChartCallsJobsAsTheAlertsDo() {
        JsonNode values =
                Manifests.yaml(
                        Manifests.text(
                                Manifests.FOLDER.resolve("examples/prometheus-values.yaml")));
        Map<String, String> jobs =
                Map.of(
                        "prometheus", "prometheus",
                        "alertmanager", "alertmanager",
                        "grafana", "grafana",
                        "kubeApiServer", "kubernetes-apiservers",
                        "kubelet", "kubernetes-nodes");
        jobs.forEach(
                (part, job) ->
                        assertThat(
                                        values.path(part)
                                                .at("/serviceMonitor/relabelings")
                                                .findValuesAsText("replacement"))
                                .as(part)
                                .contains(job));
        for (String hidden :
                List.of("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler")) {
            assertThat(values.path(hidden).path("enabled").asBoolean(true)).as(hidden).isFalse();
        }
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
