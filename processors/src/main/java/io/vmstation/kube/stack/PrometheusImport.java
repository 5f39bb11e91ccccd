package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The part {@code prometheus}: all of it is values. */
final class PrometheusImport {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(ms|[smhdwy]))+");

    private final ObjectNode values;

    PrometheusImport(ObjectNode values) {
        this.values = values;
    }

    void take(Section prometheus) {
        ObjectNode own = values.withObject("/prometheus");
        prometheus.text("retention", duration(prometheus, own, "retention", "retention"));
        prometheus.text(
                "scrape_interval", duration(prometheus, own, "scrape_interval", "scrape-interval"));
        Section labels = prometheus.section("external_labels");
        ObjectNode cluster = values.withObject("/cluster");
        labels.text("cluster", text -> cluster.put("name", text));
        labels.text("environment", text -> cluster.put("environment", text));
        labels.rest(
                "is a label that no value sets: copy manifests/prometheus/configmap.yaml into your"
                        + " folder and add it under external_labels");
        prometheus.rest(
                "is set in the manifests: copy manifests/prometheus/configmap.yaml into your folder"
                        + " and write it there");
        if (own.isEmpty()) {
            values.remove("prometheus");
        }
        if (cluster.isEmpty()) {
            values.remove("cluster");
        }
    }

    private static Consumer<String> duration(
            Section section, ObjectNode own, String key, String name) {
        return text -> {
            if (DURATION.matcher(text).matches()) {
                own.put(name, text);
            } else {
                section.notes()
                        .problem(
                                section.key(key),
                                "is %s, which is no time: write 15s, 12h or 30d".formatted(text));
            }
        };
    }
}
