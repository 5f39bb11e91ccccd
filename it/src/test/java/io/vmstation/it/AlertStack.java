package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The way of an alert, all of it on the masternode: Debian's Prometheus with the rules of {@code
 * alerts/}, Debian's Alertmanager with the configuration of {@code manifests/}, and a mail server
 * and a webhook that keep what they get. Only how long things take is another. Thread-safe.
 */
final class AlertStack {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.-]+):=([^}]*)}");

    private final Path sink;
    private final PrometheusServer prometheus;

    /** What came by mail. */
    record Mail(List<String> to, String subject, String text) {}

    private AlertStack(Path sink, PrometheusServer prometheus) {
        this.sink = sink;
        this.prometheus = prometheus;
    }

    /**
     * Starts it.
     *
     * @param scrapeConfigs as {@link PrometheusServer} wants it
     * @param values of {@code config/alert-values.yaml} that are others than there
     */
    static AlertStack start(Lab lab, String scrapeConfigs, Map<String, String> values) {
        Path sink = lab.folder().resolve("sink");
        Path folder = lab.folder().resolve("stack");
        try {
            Files.createDirectories(folder);
            writeRules(folder, values);
            writeAlertmanager(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.start(
                Place.MASTERNODE,
                lab.folder().resolve("sink.log"),
                Map.of(),
                List.of(MachineSetup.PYTHON, lab.script("alert_sink.py"), sink.toString()));
        lab.start(
                Place.MASTERNODE,
                lab.folder().resolve("alertmanager.log"),
                Map.of(),
                List.of(
                        "prometheus-alertmanager",
                        "--config.file=" + folder.resolve("alertmanager.yaml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:9093",
                        "--cluster.listen-address="));
        Awaitility.await("Alertmanager is ready")
                .until(
                        () ->
                                lab.at(Place.MASTERNODE)
                                                .run("curl", "-sf", "http://127.0.0.1:9093/-/ready")
                                                .exit()
                                        == 0);
        PrometheusServer prometheus =
                PrometheusServer.start(
                        lab,
                        scrapeConfigs,
                        "rule_files: [%s/*.rules.yaml]\n".formatted(folder)
                                + "alerting: {alertmanagers: [{static_configs:"
                                + " [{targets: [\"127.0.0.1:9093\"]}]}]}\n");
        return new AlertStack(sink, prometheus);
    }

    private static void writeRules(Path folder, Map<String, String> values) throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("alerts"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".test.yaml") || name.equals("logs.yaml")) {
                    continue;
                }
                String rules =
                        PLACEHOLDER
                                .matcher(Files.readString(file))
                                .replaceAll(
                                        found ->
                                                values.getOrDefault(
                                                        found.group(1), found.group(2)));
                Files.writeString(folder.resolve(name.replace(".yaml", ".rules.yaml")), rules);
            }
        }
    }

    private static void writeAlertmanager(Path folder) throws IOException {
        Path object = PROJECT.resolve("manifests/alertmanager/alertmanager.yaml");
        Map<?, ?> files = map(load(Files.readString(object)), "stringData");
        String configuration = String.valueOf(files.get("alertmanager.yaml"));
        Map<String, String> values =
                Map.of(
                        "smarthost", "127.0.0.1:2525",
                        "require-tls", "false",
                        "group-wait", "0s",
                        "group-interval", "1s",
                        "webhook", "http://127.0.0.1:8080/alerts");
        for (Map.Entry<String, String> value : values.entrySet()) {
            String before = configuration;
            configuration =
                    configuration.replaceAll(
                            "(?m)\\S+ # value: alertmanager\\." + value.getKey() + "$",
                            value.getValue());
            if (configuration.equals(before)) {
                throw new AssertionError("no value alertmanager." + value.getKey());
            }
        }
        // As a user would, who wants everything in a chat as well.
        configuration =
                configuration
                        .replace("/etc/alertmanager/config/", folder + "/")
                        .replaceFirst(
                                "  routes:\n",
                                "  routes:\n    - {receiver: webhook, continue: true}\n");
        Files.writeString(folder.resolve("alertmanager.yaml"), configuration);
        Files.writeString(
                folder.resolve("vmstation.tmpl"), String.valueOf(files.get("vmstation.tmpl")));
    }

    PrometheusServer prometheus() {
        return prometheus;
    }

    /** Every message so far, in the order in which they came. */
    List<Mail> mails() {
        return lines("mail.jsonl").stream()
                .map(
                        mail ->
                                new Mail(
                                        ((List<?>) Objects.requireNonNull(mail.get("to")))
                                                .stream().map(String::valueOf).toList(),
                                        String.valueOf(mail.get("subject")),
                                        String.valueOf(mail.get("text"))))
                .toList();
    }

    /**
     * Names and nodes of all alerts that the webhook ever got as firing, {@code NodeDown homelab}.
     */
    List<String> fired() {
        return lines("webhook.jsonl").stream()
                .flatMap(body -> ((List<?>) Objects.requireNonNull(body.get("alerts"))).stream())
                .filter(alert -> "firing".equals(((Map<?, ?>) alert).get("status")))
                .map(alert -> map(alert, "labels"))
                .map(labels -> labels.get("alertname") + " " + labels.get("node"))
                .distinct()
                .toList();
    }

    /** Alerts that wait or fire now, by the same names. */
    List<String> active() {
        return prometheus.query("ALERTS").keySet().stream()
                .map(labels -> labels.get("alertname") + " " + labels.get("node"))
                .distinct()
                .toList();
    }

    private List<Map<?, ?>> lines(String name) {
        Path file = sink.resolve(name);
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .<Map<?, ?>>map(line -> (Map<?, ?>) load(line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object load(String text) {
        return Objects.requireNonNull(
                new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static Map<?, ?> map(Object object, String name) {
        return (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) object).get(name), name);
    }
}
