package io.vmstation.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PromQL query of a dashboard, with the variables of Grafana put in.
 *
 * @param dashboard its uid
 * @param where the panel's id and the letter of the query, or the name of the variable it fills
 * @param title of the panel or variable
 * @param text PromQL
 * @param label whose values a variable offers; empty for a panel
 * @param legend how a graph names the series, such as {@code {{node}}}; may be empty
 * @param columns that a table shows of all its queries: labels, and values; empty for others
 */
record DashboardQuery(
        String dashboard,
        String where,
        String title,
        String text,
        String label,
        String legend,
        List<String> columns) {
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)\\}\\}");

    /** All of the shipped dashboards, over the last minutes in place of hours. */
    static List<DashboardQuery> all(Lab lab) {
        String json =
                Namespace.outside(
                                MachineSetup.PYTHON,
                                lab.script("stack/queries.py"),
                                Path.of(lab.script(""), "../../dashboards").toString(),
                                "__rate_interval=15s",
                                "__range=3m")
                        .orFail();
        List<DashboardQuery> queries = new ArrayList<>();
        try {
            for (JsonNode each : new ObjectMapper().readTree(json)) {
                if (each.path("type").asText().equals("prometheus")) {
                    queries.add(
                            new DashboardQuery(
                                    each.path("dashboard").asText(),
                                    each.path("where").asText(),
                                    each.path("title").asText(),
                                    each.path("query").asText(),
                                    each.path("label").asText(),
                                    each.path("legend").asText(),
                                    words(each.path("columns"))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return queries;
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asText()));
        return words;
    }

    /** The panel that it belongs to. */
    String panel() {
        return dashboard + " " + where.replaceFirst("[A-Z]$", "");
    }

    /** What tells it from the other queries of its panel. */
    String letter() {
        return where.replaceFirst("^\\d+", "");
    }

    /** The labels by which its legend names series. */
    Set<String> legendLabels() {
        return LEGEND_LABEL
                .matcher(legend)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toSet());
    }

    /** Its place, as the list of queries without data names it. */
    String place() {
        return dashboard + " " + where;
    }

    /** Whether there is a number to show, or for a variable a value to choose. */
    boolean hasData(Map<Map<String, String>, Double> answer) {
        return answer.entrySet().stream()
                .filter(series -> !series.getValue().isNaN())
                .anyMatch(series -> label.isEmpty() || series.getKey().containsKey(label));
    }

    @Override
    public String toString() {
        return place() + " (" + title + "): " + text;
    }
}
