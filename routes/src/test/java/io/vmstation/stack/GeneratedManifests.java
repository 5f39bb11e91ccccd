package io.vmstation.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What is made of alerts/ and dashboards/ for those who apply manifests without VMStation: with the
 * defaults in place of placeholders, and, for the operator, as objects of its own kinds.
 */
final class GeneratedManifests {
    private static final String RENEW = "-Dvmstation.renew-docs=true";
    private static final String NOTE =
            "# Made of %s by ManifestsGeneratedTest with "
                    + RENEW
                    + ": do not edit.\n# VMStation itself reads %s, and not this.\n";
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?<literal>\\$\\$\\{)|\\$\\{[A-Za-z_][\\w.-]*:=(?<value>[^}]*)}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Map<String, String> files = new TreeMap<>();

    private GeneratedManifests(Path root) {
        this.root = root;
    }

    /** Text by path relative to the root. */
    static Map<String, String> of(Path root) {
        GeneratedManifests generated = new GeneratedManifests(root);
        generated.makeRules();
        generated.makeDashboards();
        return generated.files;
    }

    /** The text of a file of alerts with the defaults in place. */
    static String withDefaults(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String put = matcher.group("literal") != null ? "${" : matcher.group("value");
            matcher.appendReplacement(filled, Matcher.quoteReplacement(put));
        }
        return matcher.appendTail(filled).toString();
    }

    /** Files below a folder by their names, those of tests left out. */
    private Map<String, Path> named(String folder, String ending) {
        Map<String, Path> all = new TreeMap<>();
        Path place = root.resolve(folder);
        if (!Files.isDirectory(place)) {
            return all;
        }
        try (Stream<Path> list = Files.walk(place)) {
            list.forEach(
                    file -> {
                        String name = file.getFileName().toString();
                        if (name.endsWith(ending) && !name.endsWith(".test" + ending)) {
                            all.put(name.substring(0, name.length() - ending.length()), file);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void makeRules() {
        ObjectNode prometheus = JSON.createObjectNode();
        ObjectNode loki = JSON.createObjectNode();
        StringBuilder listed = new StringBuilder();
        named("alerts", ".yaml")
                .forEach(
                        (name, file) -> {
                            String text = withDefaults(Manifests.text(file));
                            if (name.matches("logs(-.*)?")) {
                                loki.put(name + ".yaml", text);
                            } else {
                                prometheus.put(name + ".yaml", text);
                                String place = "prometheusrule-" + name + ".yaml";
                                listed.append("\n  - ").append(place);
                                put(
                                        "overlays/operator/rules/" + place,
                                        rule(name, text),
                                        "alerts/");
                            }
                        });
        put(
                "rules/prometheus/configmap.yaml",
                map("prometheus-rules", "prometheus", prometheus),
                "alerts/");
        put("rules/loki/configmap.yaml", map("loki-rules", "loki", loki), "alerts/");
        files.put(
                "manifests/overlays/operator/rules/kustomization.yaml",
                NOTE.formatted("alerts/", "alerts/")
                        + "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:"
                        + (listed.isEmpty() ? " []" : listed)
                        + "\n");
    }

    private static ObjectNode metadata(ObjectNode object, String name) {
        return object.putObject("metadata").put("name", name).put("namespace", "monitoring");
    }

    private static JsonNode map(String name, String app, ObjectNode data) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        metadata(object, name)
                .putObject("labels")
                .put("app", app)
                .put("app.kubernetes.io/part-of", "monitoring");
        object.set("data", data);
        return object;
    }

    private static JsonNode rule(String name, String text) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("apiVersion", "monitoring.coreos.com/v1")
                        .put("kind", "PrometheusRule");
        metadata(object, "vmstation-" + name)
                .putObject("labels")
                .put("app.kubernetes.io/part-of", "monitoring")
                .put("release", "prometheus-stack");
        object.putObject("spec").set("groups", Manifests.yaml(text).path("groups"));
        return object;
    }

    private void put(String path, JsonNode object, String source) {
        DumpSettings settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setSchema(new CoreSchema())
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .setWidth(120)
                        .build();
        files.put(
                "manifests/" + path,
                NOTE.formatted(source, source)
                        + new Dump(settings).dumpToString(JSON.convertValue(object, Object.class)));
    }

    private void makeDashboards() {
        StringBuilder text = new StringBuilder();
        text.append(
                        "# The whole stack for kubectl, Argo CD and Flux: manifests, alerts and dashboards.\n")
                .append("#\n#   kubectl apply --server-side -k .\n#\n")
                .append("# Made of what lies in dashboards/ by ManifestsGeneratedTest with ")
                .append(RENEW)
                .append(".\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
                .append("resources:\n  - manifests\n  - manifests/rules/prometheus\n")
                .append("  - manifests/rules/loki\n");
        Map<String, Path> dashboards = named("dashboards", ".json");
        if (!dashboards.isEmpty()) {
            text.append("generatorOptions:\n  disableNameSuffixHash: true\n")
                    .append("  labels:\n    app.kubernetes.io/part-of: monitoring\n")
                    .append("    grafana_dashboard: \"1\"\nconfigMapGenerator:\n");
            dashboards.forEach((uid, file) -> text.append(generator(uid, file)));
        }
        files.put("kustomization.yaml", text.toString());
    }

    /** The folder of Grafana is the one that the file lies in. */
    private String generator(String uid, Path file) {
        Path place = root.resolve("dashboards");
        String folder = String.valueOf(place.relativize(file).getParent());
        return """
          - name: dashboard-%s
            namespace: monitoring
            files: [%s]
            options:
              annotations: {grafana_folder: %s}
        """
                .formatted(uid, Manifests.name(file), folder);
    }
}
