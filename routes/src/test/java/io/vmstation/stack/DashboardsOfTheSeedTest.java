package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.DashboardFiles.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The panels and thresholds that were ordered, one by one. */
class DashboardsOfTheSeedTest {
    private static final List<String> TEMPERATURE =
            List.of("green", "65 yellow", "75 orange", "85 red");
    private static final List<String> FAN = List.of("red", "1000 yellow", "2000 green");
    private static final List<String> POWER = List.of("green", "200 yellow", "300 red");

    private static Panel panel(String dashboard, String title) {
        return DashboardFiles.panels(dashboard, DashboardFiles.named(dashboard)).stream()
                .filter(panel -> panel.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError(dashboard + " has no panel " + title));
    }

    private static void has(String dashboard, Map<String, String> typesByTitle) {
        typesByTitle.forEach(
                (title, type) ->
                        assertThat(panel(dashboard, title).type()).as(title).isEqualTo(type));
    }

    private static List<String> thresholds(Panel panel) {
        List<String> steps = new ArrayList<>();
        for (JsonNode step : panel.json().at("/fieldConfig/defaults/thresholds/steps")) {
            String color = step.path("color").asText();
            steps.add(step.path("value").isNull() ? color : step.get("value") + " " + color);
        }
        return steps;
    }

    @Test
    void kubernetesClusterShowsNodesAndPods() {
        has(
                "kubernetes-cluster",
                Map.of(
                        "Total Nodes", "stat",
                        "Running Pods", "stat",
                        "Failed Pods", "stat",
                        "Node CPU Usage", "timeseries",
                        "Node Memory Usage", "timeseries",
                        "Node Status", "table"));
        JsonNode dashboard = DashboardFiles.named("kubernetes-cluster");
        assertThat(dashboard.path("refresh").asText()).isEqualTo("30s");
        assertThat(thresholds(panel("kubernetes-cluster", "Failed Pods")))
                .containsExactly("green", "1 red");
        assertThat(thresholds(panel("kubernetes-cluster", "Node CPU Usage")))
                .containsExactly("green", "80 red");
        assertThat(thresholds(panel("kubernetes-cluster", "Node Memory Usage")))
                .containsExactly("green", "85 red");
        assertThat(panel("kubernetes-cluster", "Node Status").json().toString())
                .contains("color-background")
                .contains("\"Ready\"")
                .contains("\"Not ready\"");
    }

    @Test
    void nodeMetricsShowsMachinesAndTheirSystems() {
        has(
                "node-metrics",
                Map.of(
                        "CPU Usage by Node", "timeseries",
                        "Memory Usage by Node", "timeseries",
                        "Disk Usage by Node", "timeseries",
                        "Received by Interface", "timeseries",
                        "Sent by Interface", "timeseries",
                        "System Load Average (5 minutes)", "timeseries",
                        "Operating Systems", "table"));
        assertThat(panel("node-metrics", "CPU Usage by Node").json().toString())
                .contains("{{node}} ({{pretty_name}})");
        assertThat(panel("node-metrics", "Received by Interface").expressions().get(0))
                .contains("veth.*", "docker.*", "flannel.*");
        assertThat(panel("node-metrics", "System Load Average (5 minutes)").expressions().get(0))
                .contains("node_load5");
        assertThat(panel("node-metrics", "Operating Systems").json().toString())
                .contains("\"Kernel\"", "\"Host name\"", "\"Debian\"", "\"RHEL\"");
        assertThat(thresholds(panel("node-metrics", "Disk Usage by Node")))
                .containsExactly("green", "85 red");
    }

    @Test
    void ipmiHardwareShowsSensorsWithTheirThresholds() {
        has(
                "ipmi-hardware",
                Map.of(
                        "Server Temperature Sensors", "timeseries",
                        "Fan Speeds", "timeseries",
                        "Power Consumption", "timeseries",
                        "Voltage Sensors", "timeseries",
                        "Current Temperature Status", "stat",
                        "BMC Status", "stat",
                        "Current Power Draw", "stat",
                        "Sensor Status", "table"));
        for (String title : List.of("Server Temperature Sensors", "Current Temperature Status")) {
            assertThat(thresholds(panel("ipmi-hardware", title))).isEqualTo(TEMPERATURE);
        }
        for (String title : List.of("Power Consumption", "Current Power Draw")) {
            assertThat(thresholds(panel("ipmi-hardware", title))).isEqualTo(POWER);
        }
        assertThat(thresholds(panel("ipmi-hardware", "Fan Speeds"))).isEqualTo(FAN);
        assertThat(panel("ipmi-hardware", "BMC Status").expressions().get(0)).contains("ipmi_up{");
        assertThat(panel("ipmi-hardware", "Server Temperature Sensors").json().toString())
                .contains("{{name}}");
    }

    @Test
    void prometheusHealthShowsTargetsQueriesAndStorage() {
        has(
                "prometheus-health",
                Map.of(
                        "Targets Up", "stat",
                        "Total Scrape Targets", "stat",
                        "Samples Ingested Rate", "timeseries",
                        "Query Duration", "timeseries",
                        "Scrape Target Status", "table",
                        "TSDB Head Series", "timeseries",
                        "Storage Size", "timeseries"));
        assertThat(panel("prometheus-health", "Query Duration").expressions())
                .anyMatch(expression -> expression.contains("0.99"))
                .anyMatch(expression -> expression.contains("0.95"));
        assertThat(panel("prometheus-health", "Scrape Target Status").json().toString())
                .contains("color-background");
    }

    @Test
    void lokiLogsShowsVolumeLinesAndErrors() {
        has(
                "loki-logs",
                Map.of(
                        "Log Volume by Namespace", "timeseries",
                        "Application Logs", "logs",
                        "System Logs (kube-system)", "logs",
                        "Monitoring Stack Logs", "logs",
                        "Error Log Rate", "timeseries"));
        JsonNode volume = panel("loki-logs", "Log Volume by Namespace").json();
        assertThat(volume.at("/fieldConfig/defaults/custom/drawStyle").asText()).isEqualTo("bars");
        assertThat(volume.at("/fieldConfig/defaults/custom/stacking/mode").asText())
                .isEqualTo("normal");
        assertThat(thresholds(panel("loki-logs", "Error Log Rate")))
                .containsExactly("green", "1 red");
        assertThat(DashboardFiles.named("loki-logs").at("/templating/list").toString())
                .contains("\"namespace\"", "\"pod\"");
    }

    @Test
    void sleepAndWakeAnswersWhoWhatAndWhy() {
        has(
                "sleep-and-wake",
                Map.of(
                        "State of Each Node", "state-timeline",
                        "Wake Latency by Stage", "bargauge",
                        "Who Woke What", "table",
                        "Wakes Without Use", "stat",
                        "Hours Asleep", "stat",
                        "Energy Saved", "stat",
                        "Money Saved", "stat",
                        "What Keeps It Awake", "table",
                        "What Holds It Awake Besides", "table"));
    }

    @Test
    void vmstationHostShowsRoutesFailuresAndItsMachine() {
        has(
                "vmstation-host",
                Map.of(
                        "Routes", "table",
                        "Exchanges by Route", "timeseries",
                        "Failures by Route", "timeseries",
                        "Memory", "timeseries",
                        "Threads", "timeseries",
                        "Garbage Collection", "timeseries"));
    }
}
