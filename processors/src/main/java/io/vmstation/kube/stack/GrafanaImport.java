package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The part {@code grafana}: the login is a value, the data sources are a file of their own. */
final class GrafanaImport {
    private final ObjectNode values;
    private final ObjectNode delivered;

    /**
     * @param delivered the data sources as they come with the application
     */
    GrafanaImport(ObjectNode values, ObjectNode delivered) {
        this.values = values;
        this.delivered = delivered;
    }

    /** The data sources, missing when the delivered ones will do. */
    JsonNode take(Section grafana) {
        grafana.text("admin_user", text -> values.withObject("/grafana").put("admin-user", text));
        grafana.text(
                "admin_password",
                text ->
                        grafana.notes()
                                .notice(
                                        grafana.key("admin_password"),
                                        "is left out, because no file holds a password: set it in the"
                                                + " Secret grafana-admin"));
        List<ObjectNode> wanted = grafana.maps("datasources");
        grafana.rest("is left out: set it in manifests/grafana/deployment.yaml of your folder");
        ObjectNode result = delivered.deepCopy();
        wanted.forEach(source -> put(source, result.withArray("/datasources"), grafana));
        return result.equals(delivered) ? MissingNode.getInstance() : result;
    }

    private static void put(ObjectNode source, ArrayNode all, Section grafana) {
        String type = source.path("type").asText();
        if (type.isEmpty() || source.path("url").asText().isEmpty()) {
            grafana.notes()
                    .problem(
                            grafana.key("datasources"),
                            "has an entry without type or url: write name, type and url");
            return;
        }
        for (JsonNode one : all) {
            if (one instanceof ObjectNode known && known.path("type").asText().equals(type)) {
                known.setAll(source);
                return;
            }
        }
        ObjectNode added = all.addObject();
        added.setAll(source);
        if (!added.has("uid")) {
            added.put("uid", uid(source.path("name").asText(type)));
        }
        if (!added.has("access")) {
            added.put("access", "proxy");
        }
    }

    private static String uid(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
