package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.stack.MarkedValues;
import io.vmstation.stack.Manifests.Found;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The file of values and the lines of the manifests that ask for them belong together. */
class ManifestsValuesTest {
    private static final ObjectNode DELIVERED =
            Manifests.yaml(Manifests.text(Manifests.ROOT.resolve("config/monitoring-values.yaml")));

    @Test
    void everyNameIsInTheFileOfValuesAndEveryValueIsUsed() {
        assertThat(asked()).isEqualTo(names(DELIVERED, ""));
    }

    @Test
    void theDeliveredValuesAreThoseThatStandInTheManifests() {
        for (Path file : Manifests.files(Manifests.FOLDER)) {
            String text = Manifests.text(file);
            assertThat(new MarkedValues(DELIVERED).fill(text)).as(file.toString()).isEqualTo(text);
        }
    }

    @Test
    void aValueReachesEveryPlaceThatItGoverns() {
        ObjectNode own =
                Manifests.yaml(
                        """
                        cluster: {name: attic}
                        images: {grafana: docker.io/grafana/grafana:14.0.0}
                        storage: {class: fast}
                        prometheus: {retention: 90d, node-port: 31000, url: "http://p/"}
                        loki: {retention: 48h}
                        targets:
                          rke2: ["10.0.0.1:30090", "10.0.0.2:30090"]
                          node-exporter: [{targets: ["10.0.0.3:9100"], labels: {node: attic}}]
                        """);
        List<Found> all = Manifests.listed(Manifests.FOLDER, new MarkedValues(own)::fill);
        String together = all.stream().map(one -> one.object().toString()).toList().toString();
        assertThat(together)
                .doesNotContain("replacement: homelab")
                .doesNotContain("cluster: homelab")
                .doesNotContain("grafana:13.2.0");
        assertThat(find(all, "Service", "prometheus").object().at("/spec/ports/0/nodePort").asInt())
                .isEqualTo(31000);
        for (String claim : List.of("prometheus", "loki", "grafana", "alertmanager")) {
            assertThat(
                            find(all, "PersistentVolumeClaim", claim)
                                    .object()
                                    .at("/spec/storageClassName")
                                    .asText())
                    .isEqualTo("fast");
        }
        JsonNode config =
                find(all, "ConfigMap", "prometheus-config").configuration("prometheus.yaml");
        assertThat(config.at("/storage/tsdb/retention/time").asText()).isEqualTo("90d");
        assertThat(config.at("/global/external_labels/cluster").asText()).isEqualTo("attic");
        assertThat(
                        find(all, "ConfigMap", "loki-config")
                                .configuration("loki.yaml")
                                .at("/limits_config/retention_period")
                                .asText())
                .isEqualTo("48h");
        JsonNode targets = find(all, "ConfigMap", "prometheus-targets").object().path("data");
        assertThat(targets.path("rke2-federation.yaml").asText()).contains("10.0.0.2:30090");
        assertThat(targets.path("node-exporter.yaml").asText()).contains("10.0.0.3:9100");
        assertThat(find(all, "StatefulSet", "prometheus").object().toString())
                .contains("\"--web.external-url=http://p/\"");
    }

    private static Found find(List<Found> all, String kind, String name) {
        return all.stream()
                .filter(one -> one.kind().equals(kind) && one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> asked() {
        Set<String> all = new TreeSet<>();
        Manifests.files(Manifests.FOLDER)
                .forEach(file -> all.addAll(MarkedValues.names(Manifests.text(file))));
        return all;
    }

    private static Set<String> names(ObjectNode map, String before) {
        Set<String> all = new TreeSet<>();
        map.properties()
                .forEach(
                        entry -> {
                            if (entry.getValue() instanceof ObjectNode inner) {
                                all.addAll(names(inner, before + entry.getKey() + "."));
                            } else {
                                all.add(before + entry.getKey());
                            }
                        });
        return all;
    }
}
