package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Lines that tell what of a cluster is not as the files say. */
final class FieldDiff {
    private FieldDiff() {}

    /**
     * Everything of one run that differs or did not work, object by object.
     *
     * @param run as the API tells of it
     */
    static List<String> lines(JsonNode run) {
        List<String> lines = new ArrayList<>();
        for (JsonNode object : run.path("objects")) {
            String name = name(object);
            String reason = object.path("reason").asText();
            String remark = reason.isEmpty() ? "" : "  # " + reason;
            switch (object.path("action").asText()) {
                case "created" -> lines.add("+ " + name + remark);
                case "deleted" -> lines.add("- " + name + remark);
                case "configured" -> lines.add("~ " + name + remark);
                case "failed" -> lines.add("! " + name + ": " + reason);
                default -> {
                    continue;
                }
            }
            for (JsonNode field : object.path("differences")) {
                addField(lines, field);
            }
        }
        return lines;
    }

    private static void addField(List<String> lines, JsonNode field) {
        lines.add("    " + field.path("path").asText());
        if (field.has("live")) {
            String owner = field.has("owner") ? "  # set by " + field.path("owner").asText() : "";
            lines.add("      - " + field.path("live").asText() + owner);
        }
        if (field.has("desired")) {
            lines.add("      + " + field.path("desired").asText());
        }
    }

    /** {@code Deployment monitoring/grafana}. */
    static String name(JsonNode object) {
        String namespace = object.path("namespace").asText();
        return object.path("kind").asText()
                + " "
                + (namespace.isEmpty() ? "" : namespace + "/")
                + object.path("name").asText();
    }
}
