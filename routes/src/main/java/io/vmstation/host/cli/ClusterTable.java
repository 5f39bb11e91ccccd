package io.vmstation.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is known of clusters, in tables.
 *
 * @param times as people read them
 */
record ClusterTable(Times times) {
    private static final List<String> HEAD =
            List.of("CLUSTER", "MODE", "STATE", "OBJECTS", "HEALTH", "LAST RUN", "LAST SUCCESS");
    private static final int WIDEST_REASON = 80;
    private static final List<String> OBJECT_HEAD =
            List.of("OBJECT", "STATE", "FIELD", "SET BY", "HEALTH", "LAST APPLIED");

    /** A line for each cluster, and what is wrong with it. */
    List<String> lines(List<JsonNode> clusters) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        clusters.forEach(cluster -> rows.add(row(cluster)));
        List<String> lines = new ArrayList<>(Table.lines(rows));
        for (JsonNode cluster : clusters) {
            JsonNode run = cluster.path("lastRun");
            for (JsonNode problem : run.path("problems")) {
                lines.add(cluster.path("name").asText() + ": " + problem.asText());
            }
            if (run.has("pruning")) {
                lines.add(
                        cluster.path("name").asText()
                                + ": nothing is deleted: "
                                + run.path("pruning").asText());
            }
        }
        return lines;
    }

    private List<String> row(JsonNode cluster) {
        JsonNode run = cluster.path("lastRun");
        boolean away = cluster.has("leading") && !cluster.path("leading").asBoolean();
        return List.of(
                cluster.path("name").asText(),
                cluster.path("mode").asText(),
                cluster.path("state").asText() + (away ? " (another host leads)" : ""),
                counts(cluster.path("counts")),
                cluster.has("unhealthy") ? health(cluster.path("unhealthy").asInt()) : "-",
                run.has("began") ? times.at(run.path("began").asText()) : "-",
                cluster.has("lastSuccess") ? times.at(cluster.path("lastSuccess").asText()) : "-");
    }

    private static String counts(JsonNode counts) {
        String told =
                counts.properties().stream()
                        .map(Map.Entry::getKey)
                        .map(state -> counts.path(state).asInt() + " " + state)
                        .collect(Collectors.joining(", "));
        return told.isEmpty() ? "-" : told;
    }

    private static String health(int unhealthy) {
        return unhealthy == 0 ? "ok" : unhealthy + " not well";
    }

    /**
     * The objects of a cluster.
     *
     * @param all whether those that are as wanted and well are listed too
     */
    List<String> objects(JsonNode cluster, boolean all) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(OBJECT_HEAD);
        for (JsonNode object : cluster.path("objects")) {
            if (all || isNews(object)) {
                rows.add(object(object));
                for (int i = 1; i < object.path("differences").size(); i++) {
                    JsonNode field = object.path("differences").path(i);
                    rows.add(
                            List.of(
                                    "",
                                    "",
                                    field.path("path").asText(),
                                    field.path("owner").asText("-"),
                                    "",
                                    ""));
                }
            }
        }
        if (rows.size() == 1) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(Table.lines(rows));
        for (JsonNode object : cluster.path("objects")) {
            if ((all || isNews(object)) && reason(object).length() > WIDEST_REASON) {
                lines.add(FieldDiff.name(object) + ": " + reason(object));
            }
        }
        return lines;
    }

    private static String reason(JsonNode object) {
        return object.path("reason").asText();
    }

    /** A long one stands below the table as a whole. */
    private static String brief(String reason) {
        return reason.length() <= WIDEST_REASON
                ? reason
                : reason.substring(0, WIDEST_REASON - 3) + "...";
    }

    private static boolean isNews(JsonNode object) {
        String health = object.path("health").path("status").asText("current");
        return !object.path("state").asText().equals("synced") || !health.equals("current");
    }

    private List<String> object(JsonNode object) {
        boolean synced = object.path("state").asText().equals("synced");
        JsonNode field = synced ? object.path("none") : object.path("differences").path(0);
        String reason = brief(reason(object));
        return List.of(
                FieldDiff.name(object),
                object.path("state").asText(),
                field.path("path").asText(synced || reason.isEmpty() ? "-" : reason),
                field.path("owner").asText("-"),
                health(object.path("health")),
                object.has("lastApplied") ? times.at(object.path("lastApplied").asText()) : "-");
    }

    private static String health(JsonNode health) {
        if (health.isMissingNode()) {
            return "-";
        }
        String message = health.path("message").asText();
        return message.isEmpty() ? health.path("status").asText() : message;
    }
}
