package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.host.Bundle;
import io.vmstation.stack.AlertFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of Prometheus, by promtool, and what every alert has to say. */
class AlertRulesTest {
    private static final String PROMETHEUS = "prometheus";

    @TempDir static Path folder;

    @BeforeAll
    static void fillIn() throws IOException {
        AlertFiles.writeTo(folder);
    }

    static List<String> files() {
        return AlertFiles.ofPrometheus();
    }

    static Stream<Alert> alerts() {
        return AlertFiles.alerts().stream();
    }

    @Test
    void seesTheAlerts() {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(alerts()).hasSizeGreaterThan(100);
    }

    @Test
    void theApplicationBringsTheRulesAndTheirValues() {
        assertThat(Bundle.ofApplication().files().keySet())
                .contains("config/alert-values.yaml")
                .filteredOn(path -> path.startsWith("alerts/"))
                .containsExactlyInAnyOrderElementsOf(
                        AlertFiles.names().stream()
                                .map(each -> "alerts/" + each + ".yaml")
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void prometheusTakesTheRules(String file) {
        Program promtool =
                Program.run(
                        folder,
                        PROMETHEUS,
                        List.of("promtool", "check", "rules", "--lint=all", file + ".yaml"));

        assertThat(promtool.exit()).as(promtool.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyTestOfTheRulesPasses(String file) {
        Program promtool =
                Program.run(
                        folder,
                        PROMETHEUS,
                        List.of("promtool", "test", "rules", file + ".test.yaml"));

        assertThat(promtool.exit()).as(promtool.output()).isZero();
    }

    @Test
    void nobodyIsToldAnythingWhileANodeSleepsAndWakesAsItShould() throws IOException {
        String story = "an-evening.test.yaml";
        Files.copy(Path.of("src/test/resources/stack", story), folder.resolve(story));

        Program promtool =
                Program.run(folder, PROMETHEUS, List.of("promtool", "test", "rules", story));

        assertThat(promtool.exit()).as(promtool.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertSaysWhatItIsAbout(Alert alert) {
        JsonNode annotations = alert.annotations();

        assertThat(alert.severity()).isIn("critical", "warning", "info", "none");
        assertThat(annotations.path("summary").asText()).isNotBlank();
        String description = annotations.path("description").asText();
        assertThat(description).contains("$value").endsWith(".");
        assertThat(annotations.path("runbook_url").asText())
                .isEqualTo("docs/runbooks/" + alert.name() + ".md");
    }

    @Test
    void noAlertIsThereTwiceWithOneSeverity() {
        assertThat(alerts().map(Alert::toString)).doesNotHaveDuplicates();
    }

    /** What belongs to a machine that may sleep on purpose. */
    @Test
    void alertsOfMachinesPodsAndTargetsKnowSleep() {
        assertThat(alerts().filter(Alert::knowsSleep).map(Alert::name))
                .contains(
                        "NodeDown",
                        "TargetDown",
                        "ProbeFails",
                        "KubeNodeNotReady",
                        "KubePodNotReady",
                        "KubePodCrashLooping",
                        "IpmiFanSlow",
                        "IpmiCoolingFault",
                        "NodePoweredOff",
                        "AlloySendsNothing");
        assertThat(alerts().filter(each -> each.name().startsWith("KubeDaemonSet")))
                .allSatisfy(
                        each ->
                                assertThat(each.expression())
                                        .contains("vmstation:workload_pods_away:count"));
    }
}
