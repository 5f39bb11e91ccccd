package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.stack.DashboardFiles.Panel;
import io.vmstation.stack.DashboardFiles.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PromQL of dashboards, by Prometheus' own parser and by our habits. */
class DashboardsQueriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RATE = Pattern.compile("\\brate\\([^\\[\\]]*\\[([^\\]]+)\\]");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^{}]*=[^{}]*)\\}");
    private static final Pattern OWN_NAME = Pattern.compile("\\b(?:vmstation|ipmi)_[a-z_]+\\b");

    private static final Pattern BY_NODE = Pattern.compile("^[^a-z]*[a-z]+ by \\(node\\b");

    /** Of features that VMStation does not have yet; docs/metrics.md will name them. */
    private static final Set<String> TO_COME =
            Set.of(
                    "vmstation_backup_age_seconds",
                    "vmstation_certificate_expiry_timestamp_seconds");

    @TempDir private Path folder;

    @Test
    void prometheusParsesAllOfThem() throws IOException {
        assumeTrue(Tool.isThere("promtool"), "skipped, missing package: prometheus");
        List<Query> queries =
                DashboardFiles.queries().stream()
                        .filter(query -> query.type().equals("prometheus"))
                        .toList();
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboards\n  rules:\n");
        for (int i = 0; i < queries.size(); i++) {
            rules.append("  - record: query_").append(i).append('\n');
            rules.append("    expr: ").append(JSON.writeValueAsString(queries.get(i).text()));
            rules.append(" # ").append(queries.get(i).dashboard()).append(' ');
            rules.append(queries.get(i).where()).append('\n');
        }
        Path file = Files.writeString(folder.resolve("rules.yaml"), rules);

        Tool.Done check = Tool.run("promtool", "check", "rules", file.toString());

        assertThat(check.exit()).as(check.output()).isZero();
        assertThat(check.output()).contains("SUCCESS: " + queries.size() + " rules found");
        assertThat(queries).hasSizeGreaterThan(300);
    }

    private static List<Panel> panelsOfPrometheus() {
        return DashboardFiles.panels().stream()
                .filter(p -> p.json().at("/datasource/type").asText().equals("prometheus"))
                .toList();
    }

    @Test
    void ratesAreOverAnIntervalThatFitsTheScrapesAndTheGraph() {
        for (Panel panel : panelsOfPrometheus()) {
            for (String expression : panel.expressions()) {
                Matcher rate = RATE.matcher(expression);
                while (rate.find()) {
                    String expected = panel.title().endsWith("Trend") ? "1d" : "$__rate_interval";
                    assertThat(rate.group(1)).as(panel + ": " + expression).isEqualTo(expected);
                }
                assertThat(expression).as(panel.toString()).doesNotContain("$__interval");
            }
        }
    }

    @Test
    void everySelectorHeedsTheClusterThatWasChosen() {
        for (Panel panel : panelsOfPrometheus()) {
            for (String expression : panel.expressions()) {
                Matcher selector = SELECTOR.matcher(expression);
                while (selector.find()) {
                    // alerts of one Prometheus are of all its clusters
                    boolean alerts = selector.group(1).contains("alertname");
                    assertThat(selector.group(1).contains("cluster=~\"$cluster\"") || alerts)
                            .as(panel + ": " + selector.group())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void countsAreZeroAndNotNothing() {
        for (Panel panel : panelsOfPrometheus()) {
            String expression = panel.expressions().get(0);
            boolean oneValue = !panel.json().at("/targets/0").has("legendFormat");
            if (!panel.type().equals("stat") || !oneValue) {
                continue;
            }
            if (expression.startsWith("count(") || expression.startsWith("sum(")) {
                assertThat(afterFirstGroup(expression)).as(panel + ": " + expression).isNotBlank();
            }
        }
    }

    /** What follows the parenthesis that closes the first one. */
    private static String afterFirstGroup(String expression) {
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ')' && depth == 0) {
                return expression.substring(i + 1);
            }
        }
        return "";
    }

    @Test
    void seriesOfMachinesAreNamedByTheNode() {
        for (Panel panel : panelsOfPrometheus()) {
            for (JsonNode target : panel.json().path("targets")) {
                String legend = target.path("legendFormat").asText();
                String expression = target.path("expr").asText();
                if (!legend.isEmpty() && BY_NODE.matcher(expression).find()) {
                    assertThat(legend).as(panel + ": " + expression).contains("{{node}}");
                }
            }
        }
    }

    @Test
    void ourOwnMetricsAreThoseOfTheDocument() throws IOException {
        Set<String> documented = new TreeSet<>(TO_COME);
        Matcher names = OWN_NAME.matcher(Files.readString(Path.of("../docs/metrics.md")));
        while (names.find()) {
            documented.add(names.group());
        }
        Set<String> unknown = new TreeSet<>();
        for (Panel panel : panelsOfPrometheus()) {
            for (String expression : panel.expressions()) {
                Matcher name = OWN_NAME.matcher(expression.replaceAll("=~?\"[^\"]*\"", ""));
                while (name.find()) {
                    String metric = name.group();
                    String timer = metric.replaceFirst("_(sum|count|max)$", "");
                    if (!documented.contains(metric) && !documented.contains(timer)) {
                        unknown.add(panel + ": " + metric);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }
}
