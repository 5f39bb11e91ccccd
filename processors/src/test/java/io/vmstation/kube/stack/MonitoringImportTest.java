package io.vmstation.kube.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.exec.LocalCommands;
import io.vmstation.spi.CommandResult.Exited;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringImportTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

    @TempDir Path folder;

    private static String delivered(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImportedStack imported(String text) {
        return new MonitoringImport(MonitoringImportTest::delivered).of(text, "");
    }

    private static ImportedStack ofTheSeed() throws IOException {
        try (var in =
                Objects.requireNonNull(
                        MonitoringImportTest.class.getResourceAsStream(
                                "/stack/monitoring-config.yaml"))) {
            return imported(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static JsonNode alertmanager(ImportedStack stack) {
        JsonNode secret = StackYaml.read(file(stack, MonitoringImport.ALERTMANAGER));
        assertThat(secret.path("metadata").path("name").asText()).isEqualTo("alertmanager-config");
        return StackYaml.read(secret.path("stringData").path("alertmanager.yaml").asText());
    }

    private static String file(ImportedStack stack, String path) {
        return Objects.requireNonNull(stack.files().get(path), path);
    }

    @Test
    void theFileOfTheSeedIsTakenAsItIs() throws IOException {
        ImportedStack stack = ofTheSeed();
        assertThat(stack.problems()).isEmpty();
        JsonNode values = StackYaml.read(file(stack, MonitoringImport.VALUES));
        assertThat(values.at("/prometheus/retention").asText()).isEqualTo("30d");
        assertThat(values.at("/prometheus/scrape-interval").asText()).isEqualTo("15s");
        assertThat(values.at("/cluster/name").asText()).isEqualTo("homelab");
        assertThat(values.at("/cluster/environment").asText()).isEqualTo("production");
        assertThat(values.at("/grafana/admin-user").asText()).isEqualTo("admin");
        assertThat(stack.files()).doesNotContainKey(MonitoringImport.DATASOURCES);
    }

    @Test
    void everyObsoletePartOfTheSeedIsSaid() throws IOException {
        assertThat(ofTheSeed().notices())
                .anySatisfy(one -> assertThat(one).contains("routes: has no root"))
                .anySatisfy(one -> assertThat(one).contains("match, which is obsolete"))
                .anySatisfy(one -> assertThat(one).contains("headers.Subject"))
                .anySatisfy(one -> assertThat(one).contains("smtp_smarthost: is localhost:587"))
                .anySatisfy(one -> assertThat(one).startsWith("custom_monitors.terraform_state:"))
                .anySatisfy(
                        one -> assertThat(one).startsWith("custom_monitors.certificate_expiry:"))
                .anySatisfy(
                        one -> assertThat(one).startsWith("custom_monitors.backup_validation:"));
    }

    @Test
    void whatTheSeedRoutedGoesWhereItWent() throws IOException {
        JsonNode alertmanager = alertmanager(ofTheSeed());
        assertThat(alertmanager.at("/global/smtp_from").asText()).isEqualTo("alerts@homelab.local");
        assertThat(alertmanager.at("/route/receiver").asText()).isEqualTo("warning-alerts");
        assertThat(alertmanager.at("/route/routes/1/matchers/0").asText())
                .isEqualTo("severity=\"critical\"");
        assertThat(alertmanager.at("/route/routes/1/receiver").asText())
                .isEqualTo("critical-alerts");
        JsonNode mail = alertmanager.at("/receivers/0/email_configs/0");
        assertThat(mail.path("to").asText()).isEqualTo("admin@homelab.local");
        assertThat(mail.at("/headers/Subject").asText())
                .isEqualTo("Critical Alert: {{ .GroupLabels.alertname }}");
        assertThat(mail.has("subject")).isFalse();
    }

    @Test
    void whatIsDeliveredBesidesStays() throws IOException {
        JsonNode delivered =
                StackYaml.read(
                        StackYaml.read(delivered(MonitoringImport.ALERTMANAGER))
                                .path("stringData")
                                .path("alertmanager.yaml")
                                .asText());
        assertThat(alertmanager(ofTheSeed()).path("inhibit_rules"))
                .isEqualTo(delivered.path("inhibit_rules"));
    }

    @Test
    void alertmanagerTakesIt() throws IOException {
        try (LocalCommands commands = new LocalCommands()) {
            assumeTrue(commands.has("amtool"), "skipped, missing package: prometheus-alertmanager");
            Path file = folder.resolve("alertmanager.yaml");
            Files.writeString(file, StackYaml.write(alertmanager(ofTheSeed())));
            assertThat(run(commands, "amtool", "check-config", file.toString()))
                    .contains("SUCCESS");
            for (List<String> one :
                    List.of(
                            List.of("critical", "critical-alerts"),
                            List.of("warning", "warning-alerts"),
                            List.of("none", "nobody"),
                            List.of("other", "warning-alerts"))) {
                assertThat(
                                run(
                                        commands,
                                        "amtool",
                                        "config",
                                        "routes",
                                        "test",
                                        "--config.file=" + file,
                                        "severity=" + one.get(0)))
                        .isEqualToIgnoringWhitespace(one.get(1));
            }
        }
    }

    private static String run(LocalCommands commands, String... words) {
        Object result = commands.run(List.of(words), Map.of(), Duration.ofMinutes(1)).join();
        assertThat(result).isInstanceOf(Exited.class);
        Exited exited = (Exited) result;
        assertThat(exited.code()).as(exited.errors()).isZero();
        return exited.output();
    }

    @Test
    void passwordsAreLeftOut() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          grafana: {admin_password: hunter2}
                          alertmanager:
                            global: {smtp_auth_username: me, smtp_auth_password: hunter2}
                            receivers:
                              - name: ops
                                email_configs: [{to: ops@homelab.local, auth_password: hunter2}]
                        """);
        assertThat(stack.toString()).doesNotContain("hunter2");
        assertThat(stack.files().values()).noneMatch(text -> text.contains("hunter2"));
        assertThat(alertmanager(stack).at("/global/smtp_auth_password_file").asText())
                .isEqualTo("/etc/alertmanager/smtp/password");
    }

    /** Else nobody would hear of anything any more. */
    @Test
    void deliveredReceiversStayWhenTheFileHasNone() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          alertmanager:
                            global: {smtp_from: me@homelab.local}
                        """);
        JsonNode alertmanager = alertmanager(stack);
        assertThat(alertmanager.at("/global/smtp_from").asText()).isEqualTo("me@homelab.local");
        assertThat(alertmanager.at("/global/smtp_smarthost").asText()).isNotEmpty();
        assertThat(alertmanager.at("/route/receiver").asText()).isEqualTo("warning-alerts");
        assertThat(alertmanager.path("receivers").findValuesAsText("name"))
                .contains("critical-alerts", "warning-alerts", "dead-man");
    }

    /** Else the route would take everything. */
    @Test
    void aMatchThatIsNoMapIsAProblem() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          alertmanager:
                            global: 3
                            routes: [{match: critical, receiver: ops}]
                            receivers: [{name: ops}]
                        """);
        assertThat(stack.files()).isEmpty();
        assertThat(stack.problems())
                .anyMatch(problem -> problem.contains("global: is no map"))
                .anyMatch(problem -> problem.contains("has match, which is no map of labels"));
    }

    @Test
    void aFileThatIsNestedWithoutEndIsAProblem() {
        assertThat(imported("[".repeat(200_000)).problems())
                .singleElement()
                .asString()
                .contains("nested too deeply");
    }

    @Test
    void aRouteToNowhereIsAProblem() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          alertmanager:
                            routes: [{match: {severity: critical}, receiver: pager}]
                            receivers: [{name: ops}]
                        """);
        assertThat(stack.files()).isEmpty();
        assertThat(stack.problems().toString())
                .contains("sends to pager, which is not among the receivers");
    }

    @Test
    void anotherDataSourceIsAdded() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          grafana:
                            datasources:
                              - {name: Prometheus, type: prometheus, url: "http://elsewhere:9090"}
                              - {name: My Tempo, type: tempo, url: "http://tempo:3200"}
                        """);
        String map = file(stack, MonitoringImport.DATASOURCES);
        JsonNode sources =
                StackYaml.read(StackYaml.read(map).at("/data/datasources.yaml").asText())
                        .path("datasources");
        assertThat(sources.findValuesAsText("uid"))
                .containsExactly("prometheus", "loki", "alertmanager", "my-tempo");
        assertThat(sources.get(0).path("url").asText()).isEqualTo("http://elsewhere:9090");
    }

    @Test
    void valuesOfTheUserStay() {
        ImportedStack stack =
                new MonitoringImport(MonitoringImportTest::delivered)
                        .of(
                                "monitoring: {prometheus: {retention: 10d}}",
                                "prometheus: {node-port: 31090}\nimages: {loki: 'l:1'}\n");
        JsonNode values = StackYaml.read(file(stack, MonitoringImport.VALUES));
        assertThat(values.at("/prometheus/node-port").asInt()).isEqualTo(31090);
        assertThat(values.at("/prometheus/retention").asText()).isEqualTo("10d");
        assertThat(values.at("/images/loki").asText()).isEqualTo("l:1");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNothingIsWritten() {
        ImportedStack stack =
                imported(
                        """
                        monitoring:
                          prometheus: {retention: long, scrape_interval: [1]}
                          grafana: {datasources: {a: b}}
                          alertmanager: {receivers: 5, routes: []}
                        """);
        assertThat(stack.files()).isEmpty();
        assertThat(stack.problems())
                .containsExactlyInAnyOrder(
                        "monitoring.prometheus.retention: is long, which is no time: write 15s, 12h"
                                + " or 30d",
                        "monitoring.prometheus.scrape_interval: is a list, a single value is expected",
                        "monitoring.grafana.datasources: is a map, a list is expected",
                        "monitoring.alertmanager.receivers: is a single value, a list is expected");
        assertThat(imported("a: [").problems()).singleElement().asString().contains("is not YAML");
        assertThat(imported("[]").problems()).singleElement().asString().contains("not a map");
    }

    @Test
    void whatIsNotKnownIsNamed() {
        assertThat(imported("monitoring: {jaeger: {}, prometheus: {replicas: 2}}\nx: 1").notices())
                .anySatisfy(one -> assertThat(one).startsWith("monitoring.jaeger: is no part"))
                .anySatisfy(one -> assertThat(one).startsWith("monitoring.prometheus.replicas:"))
                .anySatisfy(one -> assertThat(one).startsWith("x: is no part"));
    }
}
