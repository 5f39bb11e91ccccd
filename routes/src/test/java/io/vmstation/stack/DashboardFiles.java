package io.vmstation.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The dashboards as they are in the tree. */
final class DashboardFiles {
    static final Path FOLDER = Path.of("../dashboards");
    static final List<String> FOLDERS = List.of("Homelab", "Infrastructure", "Applications");

    private static final ObjectMapper JSON = new ObjectMapper();

    private DashboardFiles() {}

    /** One panel that is not a row, with where it is. */
    record Panel(String dashboard, JsonNode json) {
        String title() {
            return json.path("title").asText();
        }

        String type() {
            return json.path("type").asText();
        }

        List<String> expressions() {
            List<String> all = new ArrayList<>();
            json.path("targets").forEach(target -> all.add(target.path("expr").asText()));
            return all;
        }

        @Override
        public String toString() {
            return dashboard + " " + json.path("id").asText() + " " + title();
        }
    }

    /** A query with the variables of Grafana put in. */
    record Query(String dashboard, String where, String type, String text) {}

    /** All of them, by the name of the file without {@code .json}. */
    static Map<String, JsonNode> all() {
        Map<String, JsonNode> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString();
                all.put(
                        name.substring(0, name.length() - ".json".length()),
                        JSON.readTree(file.toFile()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** One of them. */
    static JsonNode named(String name) {
        JsonNode dashboard = all().get(name);
        if (dashboard == null) {
            throw new AssertionError("no dashboard is called " + name);
        }
        return dashboard;
    }

    /** All panels of all of them that are not rows. */
    static List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        all().forEach((name, json) -> panels.addAll(panels(name, json)));
        return panels;
    }

    static List<Panel> panels(String name, JsonNode dashboard) {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(new Panel(name, panel));
            }
        }
        return panels;
    }

    /** What the program that lists queries prints. */
    static String queriesAsJson() {
        assumeTrue(Tool.isThere("python3"), "skipped, missing package: python3");
        return Tool.run("python3", "../it/lab/stack/queries.py", FOLDER.toString()).orFail();
    }

    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode each : JSON.readTree(queriesAsJson())) {
            queries.add(
                    new Query(
                            each.path("dashboard").asText(),
                            each.path("where").asText(),
                            each.path("type").asText(),
                            each.path("query").asText()));
        }
        return queries;
    }
}
