package io.vmstation.kube.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ConfigMaps that are made of dashboards and rules. */
@Timeout(60)
class GeneratedConfigMapsTest {
    private static final String RULES =
            "groups:\n  - name: nodes\n    rules:\n      - {alert: Down, expr: up == 0, for: 2m}\n";

    @TempDir private Path folder;
    private Home home = new Home(Path.of(""));

    @BeforeEach
    void begin() throws Exception {
        home = new Home(folder);
        home.file("manifests/n.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: n}}");
    }

    private Map<String, JsonNode> maps() {
        DesiredState state = home.read();
        assertThat(state.problems()).isEmpty();
        return state.objects().stream()
                .filter(object -> object.key().kind().equals("ConfigMap"))
                .collect(Collectors.toMap(o -> o.key().name(), DesiredObject::json));
    }

    private static String dashboard(String uid, String title) {
        return "{\"uid\": \"%s\",\n  \"title\": \"%s\", \"expr\": \"${datasource} $__rate\"}\n"
                .formatted(uid, title);
    }

    private static String dashboardOf(int bytes, String space) {
        return "{\"uid\": \"big\","
                + space.repeat(700_000)
                + "\"title\": \"x \\\" y\", \"text\": \""
                + "x".repeat(bytes)
                + "\"}";
    }

    @Test
    void eachDashboardIsAConfigMapOfItsOwnWithItsTextAsItIs() throws Exception {
        home.dashboards()
                .file("dashboards/nodes.json", dashboard("nodes", "Nodes"))
                .file("dashboards/Infra structure/ipmi.json", dashboard("IPMI_1", "Nodes"));

        Map<String, JsonNode> maps = maps();
        assertThat(maps).hasSize(2);
        assertThat(maps.get("dashboard-nodes"))
                .hasToString(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"dashboard-nodes\",\"namespace\":\"monitoring\",\"labels\":{\"grafana_dashboard\":\"1\"}},\"data\":{\"nodes.json\":%s}}"
                                .formatted(
                                        new ObjectMapper()
                                                .writeValueAsString(dashboard("nodes", "Nodes"))));
        String other = maps.keySet().stream().filter(n -> n.contains("ipmi")).findAny().orElse("");
        assertThat(other).matches("dashboard-ipmi-1-[0-9a-f]{6}");
        assertThat(String.valueOf(maps.get(other)))
                .contains("\"annotations\":{\"grafana_folder\":\"Infra structure\"}")
                .contains("\"IPMI_1.json\":");
    }

    @Test
    void onlyTheDashboardThatChangedChangesItsConfigMap() throws Exception {
        home.dashboards()
                .file("dashboards/a.json", dashboard("a", "A"))
                .file("dashboards/b.json", dashboard("b", "B"));
        Map<String, JsonNode> before = maps();

        home.file("dashboards/b.json", dashboard("b", "Better"))
                .file("dashboards/c.json", dashboard("c", "C"));

        Map<String, JsonNode> after = maps();
        assertThat(after).hasSize(3).containsEntry("dashboard-a", before.get("dashboard-a"));
        assertThat(after.get("dashboard-b")).isNotEqualTo(before.get("dashboard-b"));
    }

    @Test
    void aLargeDashboardLosesItsWhiteSpaceAndNothingElse() throws Exception {
        String text = dashboardOf(500_000, " ");
        home.dashboards().file("dashboards/big.json", text);

        String kept =
                String.valueOf(
                        home.object("dashboard-big").json().at("/data/big.json").textValue());
        assertThat(kept.length()).isLessThan(600_000);
        assertThat(new ObjectMapper().readTree(kept)).isEqualTo(new ObjectMapper().readTree(text));
    }

    @Test
    void whatIsWrongWithDashboardsIsToldFileByFile() throws Exception {
        home.dashboards()
                .file("dashboards/a.json", dashboard("a", "A"))
                .file("dashboards/answer.json", "{\"dashboard\": {}, \"meta\": {}}")
                .file("dashboards/b.json", dashboard("a", "A"))
                .file("dashboards/big.json", dashboardOf(1_000_000, ""))
                .file("dashboards/cut.json", "{\"uid\": \"cut\",\n \"title\": \"C")
                .file("dashboards/empty.json", "")
                .file("dashboards/list.json", "[]")
                .file(
                        "dashboards/shared.json",
                        "{\"__inputs\": [{\"name\": \"DS\"}], \"uid\": \"s\", \"title\": \"S\"}")
                .file("dashboards/strange.json", dashboard("a b", ""))
                .file("dashboards/untitled.json", "{\"uid\": \"u\"}")
                .file("dashboards/without.json", "{}");

        assertThat(home.problems())
                .containsExactly(
                        "dashboards/answer.json: is an answer of Grafana's API: keep only what"
                                + " stands under `dashboard`",
                        "dashboards/b.json: has the title \"A\", as dashboards/a.json has: change"
                                + " one",
                        "dashboards/b.json: has the uid \"a\", as dashboards/a.json has: change"
                                + " one",
                        "dashboards/b.json: ConfigMap monitoring/dashboard-a stands in"
                                + " dashboards/a.json too: keep one of them",
                        "dashboards/big.json: is 1000040 bytes long even without white space, and"
                                + " a ConfigMap may hold 1000000: split the dashboard",
                        "dashboards/cut.json:2: is not JSON: Unexpected end-of-input: was expecting"
                                + " closing quote for a string value; check quotes, commas and brackets, and whether all of it was"
                                + " written",
                        "dashboards/empty.json: is empty, as a file that is being written: write"
                                + " something into it, a comment will do, or remove it",
                        "dashboards/list.json: is no dashboard: one JSON object is expected",
                        "dashboards/shared.json: was exported for sharing, __inputs ask for data"
                                + " sources: export it without that, or name the data sources and"
                                + " remove __inputs",
                        "dashboards/strange.json: has the uid \"a b\": at most 40 letters, digits,"
                                + " dashes and underscores are expected",
                        "dashboards/untitled.json: has no title: add `\"title\": \"...\"`",
                        "dashboards/without.json: has no uid: add `\"uid\": \"without\"`");
    }

    @Test
    void rulesOfPrometheusAndLokiAreApart() throws Exception {
        home.alerts()
                .file("alerts/nodes.yaml", RULES)
                .file("alerts/ipmi/fans.yml", RULES.replace("nodes", "fans"))
                .file("alerts/nodes.test.yaml", "rule_files: [nodes.yaml]")
                .file("alerts/logs.yaml", RULES.replace("nodes", "logs"))
                .file("alerts/loki/more.yaml", RULES.replace("nodes", "more"));

        Map<String, JsonNode> maps = maps();
        assertThat(maps).containsOnlyKeys("prometheus-rules", "loki-rules");
        assertThat(home.object("prometheus-rules").json().get("data"))
                .hasToString(
                        new ObjectMapper()
                                .createObjectNode()
                                .put("ipmi-fans.yml", RULES.replace("nodes", "fans"))
                                .put("nodes.yaml", RULES)
                                .toString());
        assertThat(home.object("loki-rules").json().get("data").fieldNames())
                .toIterable()
                .containsExactly("logs.yaml", "loki-more.yaml");
    }

    @Test
    void placeholdersOfRulesAreFilledIn() throws Exception {
        home.alerts()
                .values("config/values.yaml", "limits: {cpu: 80}\nsick: \"it's: {bad}\"")
                .file(
                        "alerts/a.yaml",
                        """
                        groups:
                          - name: a
                            rules:
                              - alert: Busy
                                expr: cpu > ${limits.cpu} and x{a="$1"}
                                for: ${wait:=5m}
                                annotations: {summary: "${sick} {{ $value }}"}
                        """);

        String text =
                String.valueOf(
                        home.object("prometheus-rules").json().at("/data/a.yaml").textValue());
        JsonNode rule = new ObjectMapper().readTree(text).at("/groups/0/rules/0");
        assertThat(rule)
                .hasToString(
                        "{\"alert\":\"Busy\",\"expr\":\"cpu > 80 and x{a=\\\"$1\\\"}\",\"for\":\"5m\",\"annotations\":{\"summary\":\"it's: {bad} {{ $value }}\"}}");
    }

    @Test
    void manyRulesAreSplitAlwaysInTheSameWay() throws Exception {
        home.alerts();
        for (String name : List.of("a", "b", "c")) {
            String filler = "# " + "x".repeat(400_000) + "\n";
            home.file("alerts/" + name + ".yaml", filler + RULES);
        }

        Map<String, JsonNode> maps = maps();
        assertThat(maps).containsOnlyKeys("prometheus-rules", "prometheus-rules-2");
        assertThat(home.object("prometheus-rules").json().get("data").fieldNames())
                .toIterable()
                .containsExactly("a.yaml", "b.yaml");
        assertThat(home.object("prometheus-rules-2").json().get("data").fieldNames())
                .toIterable()
                .containsExactly("c.yaml");
    }

    @Test
    void whatIsWrongWithRulesIsTold() throws Exception {
        home.alerts()
                .file("alerts/big.yaml", "# " + "x".repeat(1_000_000) + "\n" + RULES)
                .file(
                        "alerts/rules.yaml",
                        """
                        groups:
                          - name: a
                            interval: often
                            rules:
                              - {alert: A, record: b, expr: up}
                              - {expr: 1, fro: 5m}
                              - {alert: B, expr: "${limit}", for: 5 minutes}
                          - {name: a, rules: [{alert: C}]}
                          - {rules: none}
                        group: []
                        """)
                .file("alerts/x-y.yaml", RULES)
                .file("alerts/x/y.yaml", RULES);

        assertThat(home.problems())
                .containsExactly(
                        "alerts/big.yaml: is 1000092 bytes long, and a ConfigMap may hold 1000000:"
                                + " split the file",
                        "alerts/rules.yaml:3: groups[0].interval: is \"often\": write a duration"
                                + " such as 5m",
                        "alerts/rules.yaml:5: groups[0].rules[0]: has either both or none of alert"
                                + " and record: keep one",
                        "alerts/rules.yaml:6: groups[0].rules[1].expr: is a number (1), text is"
                                + " expected: put it in quotes",
                        "alerts/rules.yaml:6: groups[0].rules[1].fro: is no field of a rule: did"
                                + " you mean 'for'?",
                        "alerts/rules.yaml:6: groups[0].rules[1]: has either both or none of alert"
                                + " and record: keep one",
                        "alerts/rules.yaml:7: groups[0].rules[2].expr: ${limit} has no value: add"
                                + " it to a values file of this cluster, or write"
                                + " ${limit:=default}; write $${ for a ${ that stays, or annotate"
                                + " the object with vmstation.io/substitute: disabled",
                        "alerts/rules.yaml:7: groups[0].rules[2].for: is \"5 minutes\": write a"
                                + " duration such as 5m",
                        "alerts/rules.yaml:8: groups[1].rules[0]: has no expr: add `expr: ...`",
                        "alerts/rules.yaml:8: groups[1].name: is a, as groups[0] is too: rename"
                                + " one",
                        "alerts/rules.yaml:9: groups[2].rules: is text (\"none\"), a list is"
                                + " expected: begin each item with -",
                        "alerts/rules.yaml:9: groups[2]: has no name: add `name: ...`",
                        "alerts/rules.yaml:10: group: is no field of a file of rules: did you mean"
                                + " 'groups'?",
                        "alerts/x/y.yaml: becomes x-y.yaml in a ConfigMap, as alerts/x-y.yaml does:"
                                + " rename one");
    }
}
