package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.stack.AlertFiles.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the tests beside the rules of Prometheus leave no alert out. */
class AlertProofTest {
    private static final String ASLEEP = "vmstation_node_sleep_expected";

    /** What one test expects of one alert at one time. */
    private record Look(List<JsonNode> series, List<JsonNode> expected) {
        boolean fires(String severity) {
            return expected.stream()
                    .anyMatch(
                            each ->
                                    each.path("exp_labels")
                                            .path("severity")
                                            .asText()
                                            .equals(severity));
        }

        boolean hasSleepingNode() {
            return series.stream()
                    .filter(each -> each.path("series").asText().startsWith(ASLEEP))
                    .anyMatch(each -> each.path("values").asText().startsWith("1"));
        }
    }

    static Stream<Alert> alerts() {
        return AlertFiles.ofPrometheus().stream().flatMap(each -> AlertFiles.alerts(each).stream());
    }

    private static List<Look> looks(Alert alert) {
        List<Look> looks = new ArrayList<>();
        for (JsonNode test : AlertFiles.tests(alert.file()).path("tests")) {
            for (JsonNode look : test.path("alert_rule_test")) {
                if (look.path("alertname").asText().equals(alert.name())) {
                    looks.add(new Look(all(test, "input_series"), all(look, "exp_alerts")));
                }
            }
        }
        return looks;
    }

    private static List<JsonNode> all(JsonNode node, String name) {
        return StreamSupport.stream(node.path(name).spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void aTestShowsThatItFires(Alert alert) {
        assertThat(looks(alert)).anyMatch(look -> look.fires(alert.severity()));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void aTestShowsThatItDoesNotFireWithoutReason(Alert alert) {
        if (!alert.name().equals("Watchdog")) {
            assertThat(looks(alert)).anyMatch(look -> !look.fires(alert.severity()));
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void aTestShowsThatItDoesNotFireForASleepingNode(Alert alert) {
        if (alert.knowsSleep()) {
            assertThat(looks(alert))
                    .anyMatch(look -> look.hasSleepingNode() && !look.fires(alert.severity()))
                    .anyMatch(look -> !look.hasSleepingNode() && look.fires(alert.severity()));
        }
    }

    @ParameterizedTest
    @MethodSource("io.vmstation.stack.AlertFiles#ofPrometheus")
    void everyTestHasANameOfItsOwn(String file) {
        assertThat(all(AlertFiles.tests(file), "tests"))
                .extracting(test -> test.path("name").asText())
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }
}
