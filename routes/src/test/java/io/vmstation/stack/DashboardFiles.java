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

    /** The files of all of them; the folder of each is the one that Grafana shows it in. */
    static List<Path> paths() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, by the name of the file without {@code .json}. */
    static Map<String, JsonNode> all() {
        Map<String, JsonNode> all = new TreeMap<>();
        try {
            for (Path file : paths()) {
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

    /**
     * What the program that lists queries prints.
     *
     * @param values of variables, where they are to be others, such as {@code __range=6h}
     */
    static String queriesAsJson(String... values) {
        assumeTrue(Tool.isThere("python3"), "skipped, missing package: python3");
        List<String> command =
                new ArrayList<>(
                        List.of("python3", "../it/lab/stack/queries.py", FOLDER.toString()));
        command.addAll(List.of(values));
        return Tool.run(command.toArray(String[]::new)).orFail();
    }

    static List<Query> queries(String... values) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode each : JSON.readTree(queriesAsJson(values))) {
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
