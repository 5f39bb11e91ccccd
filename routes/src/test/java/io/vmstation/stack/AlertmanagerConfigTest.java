package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vmstation.stack.AlertFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who hears of what, by amtool. */
class AlertmanagerConfigTest {
    private static final String PACKAGE = "prometheus-alertmanager";
    private static final Path OBJECT =
            AlertFiles.ROOT.resolve("manifests/alertmanager/alertmanager.yaml");
    private static final String MOUNTED = "/etc/alertmanager/config/";

    @TempDir static Path folder;
    private static JsonNode configuration;

    @BeforeAll
    static void takeOut() throws IOException {
        JsonNode files = AlertFiles.yaml(OBJECT).path("stringData");
        String text = files.path("alertmanager.yaml").asText();
        assertThat(text).contains(MOUNTED + "*.tmpl");
        configuration = new ObjectMapper(new YAMLFactory()).readTree(text);
        Files.writeString(folder.resolve("alertmanager.yaml"), text.replace(MOUNTED, folder + "/"));
        Files.writeString(folder.resolve("vmstation.tmpl"), files.path("vmstation.tmpl").asText());
    }

    private static Program amtool(String... arguments) {
        List<String> command = new ArrayList<>(List.of("amtool"));
        command.addAll(List.of(arguments));
        return Program.run(folder, PACKAGE, command);
    }

    @Test
    void alertmanagerTakesConfigurationAndTemplates() {
        Program amtool = amtool("check-config", "alertmanager.yaml");

        assertThat(amtool.exit()).as(amtool.output()).isZero();
        assertThat(amtool.output()).contains("1 templates");
    }

    @ParameterizedTest
    @CsvSource({
        "critical-alerts, severity=critical, alertname=NodeDown",
        "warning-alerts, severity=warning, alertname=NodeHighCpu",
        "nobody, severity=info, alertname=NodeRebooted",
        "nobody, severity=none, alertname=NodeAsleep",
        "dead-man, severity=none, alertname=Watchdog",
        "warning-alerts, severity=unheard-of, alertname=Other"
    })
    void everySeverityFindsItsReceiver(String receiver, String severity, String name) {
        Program amtool =
                amtool(
                        "config",
                        "routes",
                        "test",
                        "--config.file=alertmanager.yaml",
                        "--verify.receivers=" + receiver,
                        severity,
                        name);

        assertThat(amtool.exit()).as(amtool.output()).isZero();
    }

    @Test
    void criticalAlertsGoToTheAdministratorAndWarningsToOperations() {
        assertThat(mail("critical-alerts").path("to").asText()).isEqualTo("admin@homelab.local");
        assertThat(mail("warning-alerts").path("to").asText()).isEqualTo("ops@homelab.local");
        assertThat(List.of(mail("critical-alerts"), mail("warning-alerts")))
                .allSatisfy(
                        mail ->
                                assertThat(mail.path("headers").path("Subject").asText())
                                        .contains("vmstation.subject"));
    }

    private static JsonNode mail(String receiver) {
        for (JsonNode each : configuration.path("receivers")) {
            if (each.path("name").asText().equals(receiver)) {
                return each.path("email_configs").path(0);
            }
        }
        throw new AssertionError("no receiver " + receiver);
    }

    @ParameterizedTest
    @CsvSource({
        "'Critical Alert: IpmiFanSlow on homelab', firing, critical",
        "'Warning: IpmiFanSlow on homelab', firing, warning",
        "'Resolved: IpmiFanSlow on homelab', resolved, critical"
    })
    void theSubjectSaysHowBadItIs(String subject, String status, String severity)
            throws IOException {
        Files.writeString(
                folder.resolve("data.json"),
                """
                {"receiver": "x", "status": "%s", "alerts": [{"status": "%s"}],
                 "groupLabels": {"alertname": "IpmiFanSlow", "node": "homelab"},
                 "commonLabels": {"severity": "%s"}}
                """
                        .formatted(status, status, severity));
        Program amtool =
                amtool(
                        "template",
                        "render",
                        "--template.glob=vmstation.tmpl",
                        "--template.data=data.json",
                        "--template.text={{ template \"vmstation.subject\" . }}");

        assertThat(amtool.exit()).as(amtool.output()).isZero();
        assertThat(amtool.output().strip()).isEqualTo(subject);
    }

    /** A name that no alert has holds nothing back. */
    @Test
    void inhibitionNamesAlertsThatThereAre() {
        List<String> names = AlertFiles.alerts().stream().map(Alert::name).distinct().toList();
        List<String> patterns = new ArrayList<>();
        for (JsonNode rule : configuration.path("inhibit_rules")) {
            for (String side : List.of("source_matchers", "target_matchers")) {
                rule.path(side).forEach(each -> collect(each.asText(), patterns));
            }
        }

        assertThat(patterns)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        pattern ->
                                assertThat(names).anyMatch(name -> Pattern.matches(pattern, name)));
    }

    private static void collect(String matcher, List<String> patterns) {
        var found = Pattern.compile("alertname =~? \"([^\"]+)\"").matcher(matcher);
        while (found.find()) {
            patterns.addAll(List.of(found.group(1).split("\\|", -1)));
        }
    }

    @Test
    void whatSleepsOrIsDownHoldsItsPodsBackByItsName() {
        List<JsonNode> ofNodes = new ArrayList<>();
        for (JsonNode rule : configuration.path("inhibit_rules")) {
            if (rule.path("target_matchers").toString().contains("KubePod.*")) {
                ofNodes.add(rule);
            }
        }

        assertThat(ofNodes)
                .hasSize(2)
                .allSatisfy(
                        rule -> assertThat(rule.path("equal").toString()).isEqualTo("[\"node\"]"));
    }
}
