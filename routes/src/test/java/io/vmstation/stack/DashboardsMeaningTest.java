package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.stack.DashboardFiles.Query;
import io.vmstation.stack.Tool.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queries that are not plain come to, in histories made up for them. */
class DashboardsMeaningTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    /**
     * A history of samples a minute apart, and what a query finds at the end of its eight hours.
     */
    private static final class History {
        private final Map<String, String> series = new TreeMap<>();
        private final Map<String, Double> found = new TreeMap<>();

        History series(String name, String values) {
            series.put(name, values);
            return this;
        }

        History finds(String labels, double value) {
            found.put(labels, value);
            return this;
        }

        String asTestOf(String expression) throws IOException {
            StringBuilder yaml = new StringBuilder("evaluation_interval: 1m\ntests:\n");
            yaml.append("  - interval: 1m\n    input_series:\n");
            for (Map.Entry<String, String> each : series.entrySet()) {
                yaml.append("      - series: ").append(JSON.writeValueAsString(each.getKey()));
                yaml.append("\n        values: \"").append(each.getValue()).append("\"\n");
            }
            yaml.append("    promql_expr_test:\n      - eval_time: 8h\n        expr: ");
            yaml.append(JSON.writeValueAsString(expression)).append("\n        exp_samples:\n");
            for (Map.Entry<String, Double> each : found.entrySet()) {
                yaml.append("          - labels: ").append(JSON.writeValueAsString(each.getKey()));
                yaml.append("\n            value: ").append(each.getValue()).append('\n');
            }
            return yaml.toString();
        }
    }

    private void holds(String dashboard, String where, History history) throws IOException {
        assumeTrue(Tool.isThere("promtool"), "skipped, missing package: prometheus");
        Query query =
                DashboardFiles.queries("__range=6h").stream()
                        .filter(q -> q.dashboard().equals(dashboard) && q.where().equals(where))
                        .findFirst()
                        .orElseThrow();
        Path test = folder.resolve("test.yaml");
        // promtool wants numbers to be equal to the last bit
        Files.writeString(test, history.asTestOf("round(" + query.text() + ", 0.001)"));

        Done done = Tool.run("promtool", "test", "rules", test.toString());

        assertThat(done.exit()).as(query.text() + "\n" + done.output()).isZero();
    }

    private static String requests(String node) {
        return "vmstation_wake_requests_total{node=\"" + node + "\",cause=\"c\",outcome=\"woken\"}";
    }

    private static String found(String node) {
        return "{node=\"" + node + "\",cause=\"c\",outcome=\"woken\"}";
    }

    @Test
    void theFirstWakeCountsThoughItsCounterCameIntoBeingWithIt() throws IOException {
        holds(
                "sleep-and-wake",
                "6A",
                new History()
                        .series(requests("first"), "_x200 1x300")
                        .series(requests("restarted"), "5x200 _x3 1x300")
                        .series(requests("gap"), "5x200 _x60 5x300")
                        .series(requests("none"), "7x500")
                        .finds(found("first"), 1)
                        .finds(found("restarted"), 1));
    }

    private static String state(String node, String state) {
        return "vmstation_node_state{node=\"" + node + "\",state=\"" + state + "\"}";
    }

    private static String check(String node, String state) {
        return "vmstation_sleep_check{node=\"" + node + "\",check=\"c\",state=\"" + state + "\"}";
    }

    @Test
    void aWakeIsFalseWhenNobodyUsedTheNodeInTheHourAfter() throws IOException {
        holds(
                "sleep-and-wake",
                "5A",
                new History()
                        .series(state("used", "asleep"), "1x130 0x400")
                        .series(state("used", "awake"), "0x130 1x400")
                        .series(check("used", "busy"), "_x130 0x30 1x10 0x360")
                        .series(state("useless", "asleep"), "1x130 0x60 1x300")
                        .series(state("useless", "awake"), "0x130 1x60 0x300")
                        .series(check("useless", "busy"), "_x130 0x60 _x300")
                        .series(check("useless", "idle"), "_x130 1x60 _x300")
                        // of a host that was restarted and did not know at first
                        .series(state("still asleep", "asleep"), "1x130 0x3 1x400")
                        .series(state("still asleep", "awake"), "0x500")
                        .finds("{node=\"used\"}", 0)
                        .finds("{node=\"useless\"}", 1)
                        .finds("{node=\"still asleep\"}", 0));
    }

    @Test
    void targetsOnANodeThatSleepsAreNotDown() throws IOException {
        holds(
                "homelab-overview",
                "5A",
                new History()
                        .series("up{job=\"node-exporter\",node=\"asleep\"}", "0x500")
                        .series(state("asleep", "asleep"), "1x500")
                        .series("up{job=\"node-exporter\",node=\"broken\"}", "0x500")
                        .series(state("broken", "asleep"), "0x500")
                        .series("up{job=\"grafana\"}", "0x500")
                        .series("up{job=\"loki\"}", "1x500")
                        .finds("{}", 2));
    }

    @Test
    void kubernetesIsWellWhileANodeSleeps() throws IOException {
        String ready =
                "kube_node_status_condition{condition=\"Ready\",status=\"true\",node=\"%s\"}";
        holds(
                "infrastructure-health",
                "1A",
                new History()
                        .series("up{job=\"kubernetes-apiservers\"}", "1x500")
                        .series(ready.formatted("awake"), "1x500")
                        .series(ready.formatted("asleep"), "0x500")
                        .series(state("asleep", "asleep"), "1x500")
                        .finds("{}", 1));
        holds(
                "infrastructure-health",
                "1A",
                new History()
                        .series("up{job=\"kubernetes-apiservers\"}", "1x500")
                        .series(ready.formatted("broken"), "0x500")
                        .series(state("broken", "asleep"), "0x500")
                        .finds("{}", 0));
    }

    @Test
    void aDiskThatFillsIsForetoldAndOneThatDoesNotIsNot() throws IOException {
        String left = "node_filesystem_avail_bytes{node=\"n\",mountpoint=\"%s\",fstype=\"ext4\"}";
        holds(
                "capacity",
                "5D",
                new History()
                        // a megabyte a minute, and 520 of them left at the end
                        .series(left.formatted("/full"), "1000000000-1000000x500")
                        .series(left.formatted("/still"), "1000000000x500")
                        .finds("{mountpoint=\"/full\",node=\"n\"}", 520 * 60)
                        .finds("{mountpoint=\"/still\",node=\"n\"}", 315360000));
    }
}
