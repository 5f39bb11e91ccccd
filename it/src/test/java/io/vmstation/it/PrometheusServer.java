package io.vmstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Debian's Prometheus, on the masternode, which scrapes every second. Thread-safe. */
public final class PrometheusServer {
    private static final int PORT = 9090;

    private final Lab lab;

    private PrometheusServer(Lab lab) {
        this.lab = lab;
    }

    /**
     * Starts it.
     *
     * @param scrapeConfigs the value of {@code scrape_configs}, YAML that is indented by two
     */
    static PrometheusServer start(Lab lab, String scrapeConfigs) {
        return start(lab, scrapeConfigs, "");
    }

    /**
     * Starts it, with rules and somebody to tell.
     *
     * @param scrapeConfigs as above
     * @param further keys of {@code prometheus.yml}, such as {@code rule_files}, each on a line
     */
    static PrometheusServer start(Lab lab, String scrapeConfigs, String further) {
        Path folder = lab.folder().resolve("prometheus");
        Path configuration = folder.resolve("prometheus.yml");
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    configuration,
                    "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
                            + further
                            + "scrape_configs:\n"
                            + scrapeConfigs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.start(
                Place.MASTERNODE,
                lab.folder().resolve("prometheus.log"),
                Map.of(),
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.enable-remote-write-receiver",
                        "--web.listen-address=127.0.0.1:" + PORT));
        PrometheusServer server = new PrometheusServer(lab);
        Awaitility.await("Prometheus is ready").until(() -> server.get("/-/ready").exit() == 0);
        return server;
    }

    private Finished get(String path) {
        return lab.at(Place.MASTERNODE)
                .run("curl", "-sS", "-f", "--max-time", "10", "http://127.0.0.1:" + PORT + path);
    }

    /** The values that an expression has now, by the labels of each. */
    public Map<Map<String, String>, Double> query(String expression) {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        Map<Map<String, String>, Double> values = new HashMap<>();
        for (Object each : list(data("/api/v1/query?query=" + encoded), "result")) {
            Map<String, String> labels = new TreeMap<>();
            map(each, "metric").forEach((name, value) -> labels.put(name + "", value + ""));
            values.put(labels, Double.valueOf(list(each, "value").get(1).toString()));
        }
        return values;
    }

    /** What it thinks of its targets: the error of each, empty when it is well, by its job. */
    public Map<String, String> targets() {
        Map<String, String> errors = new TreeMap<>();
        for (Object each : list(data("/api/v1/targets"), "activeTargets")) {
            Map<?, ?> target = (Map<?, ?>) each;
            String health = String.valueOf(target.get("health"));
            String error = health + " " + target.get("lastError");
            errors.put(String.valueOf(target.get("scrapePool")), health.equals("up") ? "" : error);
        }
        return errors;
    }

    private Map<?, ?> data(String path) {
        Object answer = new Load(LoadSettings.builder().build()).loadFromString(get(path).orFail());
        return map(answer, "data");
    }

    private static Map<?, ?> map(Object object, String name) {
        return (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) object).get(name), name);
    }

    private static List<?> list(Object object, String name) {
        return (List<?>) Objects.requireNonNull(((Map<?, ?>) object).get(name), name);
    }
}
