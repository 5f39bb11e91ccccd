package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.DashboardFiles.Panel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every dashboard has in common. */
class DashboardsTest {
    private static final int COLUMNS = 24;

    private final Map<String, JsonNode> dashboards = DashboardFiles.all();
    private final List<Panel> panels = DashboardFiles.panels();

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asText()));
        return words;
    }

    private static List<String> texts(JsonNode list, String key) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.path(key).asText()));
        return texts;
    }

    @Test
    void allOfThemAreThere() {
        assertThat(dashboards)
                .containsOnlyKeys(
                        "application-performance",
                        "capacity",
                        "deployment-tracking",
                        "homelab-overview",
                        "infrastructure-health",
                        "ipmi-hardware",
                        "kubernetes-cluster",
                        "loki-logs",
                        "node-metrics",
                        "prometheus-health",
                        "security-monitoring",
                        "sleep-and-wake",
                        "terraform-state",
                        "vmstation-host");
    }

    @Test
    void theirUidsAreTheirFileNames() {
        dashboards.forEach(
                (name, dashboard) ->
                        assertThat(dashboard.path("uid").asText()).as(name).isEqualTo(name));
    }

    /** One uid or title twice, or a folder's, keeps Grafana from storing all of them. */
    @Test
    void noTwoHaveTheSameTitleNorThatOfAFolder() {
        List<String> titles = new ArrayList<>(folders());
        dashboards.values().forEach(dashboard -> titles.add(dashboard.path("title").asText()));

        assertThat(titles.stream().map(title -> title.toLowerCase(Locale.ROOT)))
                .doesNotHaveDuplicates();
        assertThat(DashboardFiles.paths()).hasSameSizeAs(dashboards.keySet());
    }

    private static Set<String> folders() {
        Set<String> folders = new TreeSet<>();
        DashboardFiles.paths().forEach(path -> folders.add(path.getName(2).toString()));
        return folders;
    }

    @Test
    void theyLieInTheFoldersThatGrafanaShowsThemIn() {
        assertThat(folders()).containsExactly("Applications", "Homelab", "Infrastructure");
        assertThat(DashboardFiles.paths())
                .extracting(path -> DashboardFiles.FOLDER.relativize(path).toString())
                .contains(
                        "Homelab/homelab-overview.json",
                        "Infrastructure/infrastructure-health.json",
                        "Applications/application-performance.json")
                .allMatch(path -> path.split("/", -1).length == 2);
    }

    @Test
    void theyAreOfTodaysSchemaAndHoldNothingOfAnInstallation() {
        dashboards.forEach(
                (name, dashboard) -> {
                    assertThat(dashboard.path("schemaVersion").asInt()).as(name).isEqualTo(42);
                    assertThat(dashboard.path("editable").asBoolean(true)).as(name).isFalse();
                    assertThat(words(dashboard.path("tags"))).as(name).containsExactly("vmstation");
                    assertThat(dashboard.path("description").asText()).as(name).endsWith("?");
                    for (String noise : List.of("id", "version", "iteration", "gnetId")) {
                        assertThat(dashboard.has(noise)).as(name + " has " + noise).isFalse();
                    }
                });
    }

    @Test
    void eachHasTheVariablesOfTheHouse() {
        dashboards.forEach(
                (name, dashboard) -> {
                    List<String> variables = texts(dashboard.at("/templating/list"), "name");
                    assertThat(variables).as(name).contains("datasource", "cluster", "node");
                    boolean logs =
                            DashboardFiles.panels(name, dashboard).stream()
                                    .anyMatch(panel -> panel.json().toString().contains("${loki}"));
                    assertThat(variables.contains("loki")).as(name).isEqualTo(logs);
                });
    }

    @Test
    void everyDatasourceIsAVariable() {
        for (Panel panel : panels) {
            for (JsonNode target : panel.json().path("targets")) {
                JsonNode datasource = target.path("datasource");
                String variable =
                        datasource.path("type").asText().equals("loki")
                                ? "${loki}"
                                : "${datasource}";
                assertThat(datasource.path("uid").asText())
                        .as(panel.toString())
                        .isEqualTo(variable);
                assertThat(panel.json().path("datasource"))
                        .as(panel.toString())
                        .isEqualTo(datasource);
            }
        }
    }

    @Test
    void everyPanelSaysWhatItAnswers() {
        for (Panel panel : panels) {
            assertThat(panel.title()).as(panel.toString()).isNotBlank();
            assertThat(panel.json().path("description").asText())
                    .as(panel.toString())
                    .endsWith(".")
                    .isNotEqualTo(panel.title());
        }
        dashboards.forEach(
                (name, dashboard) ->
                        assertThat(DashboardFiles.panels(name, dashboard))
                                .as(name)
                                .extracting(Panel::title)
                                .doesNotHaveDuplicates());
    }

    @Test
    void idsAreOfOnePanelEach() {
        dashboards.forEach(
                (name, dashboard) ->
                        assertThat(texts(dashboard.path("panels"), "id"))
                                .as(name)
                                .doesNotHaveDuplicates()
                                .doesNotContain("", "0"));
    }

    @Test
    void whatShowsValuesHasAUnit() {
        for (Panel panel : panels) {
            if (!panel.type().equals("logs")) {
                assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
                        .as(panel.toString())
                        .isNotBlank();
            }
        }
    }

    @Test
    void panelsLieBesideEachOtherOnTheGrid() {
        dashboards.forEach(
                (name, dashboard) -> {
                    Set<String> taken = new HashSet<>();
                    for (JsonNode panel : dashboard.path("panels")) {
                        JsonNode place = panel.path("gridPos");
                        int x = place.path("x").asInt();
                        int y = place.path("y").asInt();
                        int right = x + place.path("w").asInt();
                        assertThat(right).as(name + " " + panel.path("id")).isBetween(1, COLUMNS);
                        for (int row = y; row < y + place.path("h").asInt(); row++) {
                            for (int column = x; column < right; column++) {
                                assertThat(taken.add(column + "/" + row))
                                        .as("%s: panel %s lies on another", name, panel.path("id"))
                                        .isTrue();
                            }
                        }
                    }
                });
    }

    /** A phone shows one panel below the other, as wide as it is, and as high as it is here. */
    @Test
    void theyCanBeReadOnAPhone() {
        for (Panel panel : panels) {
            assertThat(panel.json().at("/gridPos/h").asInt()).as(panel.toString()).isBetween(4, 12);
            assertThat(panel.title().length()).as(panel.toString()).isLessThanOrEqualTo(40);
            if (panel.type().equals("timeseries")) {
                assertThat(panel.json().at("/options/legend/placement").asText())
                        .as(panel.toString())
                        .isEqualTo("bottom");
            }
            if (panel.type().equals("table")) {
                assertThat(panel.json().at("/fieldConfig/overrides").size())
                        .as(panel + ": columns")
                        .isBetween(1, 8);
            }
            if (panel.type().equals("logs")) {
                assertThat(panel.json().at("/options/wrapLogMessage").asBoolean())
                        .as(panel.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void theFirstPanelOfEachIsARow() {
        dashboards.forEach(
                (name, dashboard) ->
                        assertThat(dashboard.at("/panels/0/type").asText())
                                .as(name)
                                .isEqualTo("row"));
    }
}
