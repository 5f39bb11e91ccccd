package io.vmstation.kube.stack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Takes over a {@code monitoring-config.yaml}, the one file from which monitoring was configured
 * before: it becomes values and manifests of the stack. What such a file may hold that today's
 * programs refuse is translated, and said. Stateless.
 */
public final class MonitoringImport {
    /** Where values go. */
    public static final String VALUES = "config/monitoring-values.yaml";

    static final String ALERTMANAGER = "manifests/alertmanager/alertmanager.yaml";
    static final String DATASOURCES = "manifests/grafana/configmap-datasources.yaml";

    private static final String HEADER =
            "# Taken over from monitoring-config.yaml by `vmstation import-monitoring`.\n";

    private final Function<String, String> bundled;

    /**
     * @param bundled text of a bundled file by its path
     */
    public MonitoringImport(Function<String, String> bundled) {
        this.bundled = requireNonNull(bundled, "bundled is null");
    }

    /**
     * Translates a file. Writes nothing.
     *
     * @param text of the file
     * @param ownValues text of the user's file of values as it is, empty when there is none
     */
    public ImportedStack of(String text, String ownValues) {
        ImportNotes notes = new ImportNotes();
        SortedMap<String, String> files = new TreeMap<>();
        try {
            translate(StackYaml.read(text), StackYaml.read(ownValues), notes, files);
        } catch (IllegalArgumentException e) {
            notes.problem("the file", String.valueOf(e.getMessage()));
        }
        return new ImportedStack(
                notes.problems().isEmpty() ? files : new TreeMap<>(),
                notes.notices(),
                notes.problems());
    }

    private void translate(
            ObjectNode file, ObjectNode values, ImportNotes notes, Map<String, String> files) {
        Section top = new Section("", file, notes);
        Section monitoring = top.section("monitoring");
        ObjectNode before = values.deepCopy();
        new PrometheusImport(values).take(monitoring.section("prometheus"));
        JsonNode datasources =
                new GrafanaImport(values, embedded(DATASOURCES, "datasources.yaml"))
                        .take(monitoring.section("grafana"));
        if (!datasources.isMissingNode()) {
            files.put(DATASOURCES, object(DATASOURCES, "data", "datasources.yaml", datasources));
        }
        if (monitoring.has("alertmanager")) {
            ObjectNode alertmanager =
                    new AlertmanagerImport(embedded(ALERTMANAGER, "alertmanager.yaml"))
                            .take(monitoring.section("alertmanager"));
            files.put(
                    ALERTMANAGER,
                    object(ALERTMANAGER, "stringData", "alertmanager.yaml", alertmanager));
        }
        monitoring.rest("is no part of the stack that is known here: nothing is made of it");
        takeMonitors(top.section("custom_monitors"), notes);
        top.rest("is no part of the stack that is known here: nothing is made of it");
        if (!values.equals(before)) {
            files.put(VALUES, HEADER + StackYaml.write(values));
        }
    }

    private static void takeMonitors(Section monitors, ImportNotes notes) {
        for (String name : monitors.names()) {
            notes.notice(
                    "custom_monitors." + name,
                    "is not looked after yet: nothing is made of it; docs/monitoring-stack.md says"
                            + " which metrics its alerts wait for");
        }
    }

    /** The configuration within a bundled object. */
    private ObjectNode embedded(String path, String key) {
        ObjectNode object = StackYaml.read(bundled.apply(path));
        JsonNode text = object.path("data").path(key);
        return StackYaml.read(
                text.isTextual() ? text.asText() : object.path("stringData").path(key).asText());
    }

    /** The bundled object with another configuration in it. */
    private String object(String path, String field, String key, JsonNode configuration) {
        ObjectNode object = StackYaml.read(bundled.apply(path));
        object.withObject("/" + field).put(key, StackYaml.write(configuration));
        return HEADER + StackYaml.write(object);
    }
}
