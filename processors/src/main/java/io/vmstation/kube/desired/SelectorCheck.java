package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds selectors that select nothing, and workloads that would not find their own pods. */
final class SelectorCheck {
    private static final Set<String> WORKLOADS =
            Set.of("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet");
    private static final String OTHERWISE =
            "correct one of them; when others make these pods, annotate it with"
                    + " vmstation.io/expects: Pod/*";

    private final Known known;
    private final FileProblems problems;

    SelectorCheck(Known known, FileProblems problems) {
        this.known = known;
        this.problems = problems;
    }

    void check() {
        known.pods().forEach(this::workload);
        for (Manifest manifest : known.all()) {
            switch (manifest.kind()) {
                case "Service" ->
                        selection(
                                manifest,
                                List.of("spec", "selector"),
                                labels -> LabelMatch.plain(selector(manifest, "selector"), labels));
                case "PodDisruptionBudget" ->
                        selection(
                                manifest,
                                List.of("spec", "selector"),
                                labels -> LabelMatch.full(selector(manifest, "selector"), labels));
                case "NetworkPolicy" ->
                        selection(
                                manifest,
                                List.of("spec", "podSelector"),
                                labels ->
                                        LabelMatch.full(selector(manifest, "podSelector"), labels));
                default -> {
                    // Nothing else selects pods by labels in its own namespace.
                }
            }
        }
    }

    private static JsonNode selector(Manifest manifest, String key) {
        return manifest.json().path("spec").path(key);
    }

    private void workload(Pods pods) {
        JsonNode selector = pods.owner().json().path("spec").path("selector");
        if (!WORKLOADS.contains(pods.owner().kind()) || !selector.isObject()) {
            return;
        }
        Spot spot = pods.owner().document().at("spec", "selector");
        if (selector.isEmpty()) {
            problems.report(spot, "is empty: name labels of spec.template in `matchLabels`");
        } else if (!LabelMatch.full(selector, pods.labels())) {
            problems.report(
                    spot,
                    "does not fit the labels of spec.template, %s: write the same ones in both"
                            .formatted(shown(pods.labels())));
        }
    }

    private void selection(Manifest manifest, List<Object> path, Predicate<JsonNode> fits) {
        JsonNode selector = manifest.document().value(path.toArray());
        if (!selector.isObject() || selector.isEmpty() || manifest.expects("Pod", "*")) {
            return;
        }
        List<Pods> near = known.pods(manifest.namespace());
        if (near.stream().noneMatch(pods -> fits.test(pods.labels()))) {
            problems.report(
                    manifest.document().at(path),
                    "fits the pods of no file in namespace %s: %s"
                            .formatted(manifest.namespace(), OTHERWISE));
        }
    }

    private static String shown(JsonNode labels) {
        if (labels.isEmpty()) {
            return "which has none";
        }
        StringBuilder text = new StringBuilder();
        labels.properties()
                .forEach(
                        label ->
                                text.append(text.isEmpty() ? "" : ", ")
                                        .append(label.getKey())
                                        .append('=')
                                        .append(label.getValue().asText()));
        return text.toString();
    }
}
