package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.reading;
import static io.vmstation.ipmi.push.TestReadings.sensor;
import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.ipmi.push.Series.Label;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Pushgateway of Debian shows what was sent, and nothing else. */
@Timeout(120)
class RealPushgatewayTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private DebianDaemon gateway;
    private Sender sender;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        gateway = DebianDaemon.pushgateway(folder);
        sender = new Sender(Sender.pushgateway(gateway.at("")));
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            sender.close();
            gateway.close();
        }
    }

    /** Every series that the gateway shows, but for its own, and its value. */
    private Map<Map<String, String>, Double> shown() throws Exception {
        Map<Map<String, String>, Double> found = new HashMap<>();
        for (JsonNode group : gateway.data("/api/v1/metrics")) {
            group.properties()
                    .forEach(
                            family ->
                                    family.getValue()
                                            .path("metrics")
                                            .forEach(
                                                    metric -> put(found, family.getKey(), metric)));
        }
        return found;
    }

    private static void put(Map<Map<String, String>, Double> found, String name, JsonNode metric) {
        if (name.startsWith("push_")) {
            return;
        }
        Map<String, String> labels = new TreeMap<>(Map.of("__name__", name));
        metric.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        assertThat(labels.remove("instance")).as("added by the gateway").isEmpty();
        labels.values().removeIf(String::isEmpty);
        found.put(labels, Double.valueOf(metric.path("value").asText()));
    }

    private Map<Map<String, String>, Double> expected() {
        Map<Map<String, String>, Double> all = new HashMap<>();
        sender.readings
                .all()
                .forEach(
                        (node, reading) ->
                                Points.of(node, TestReadings.SERIES.of(node, reading))
                                        .forEach(
                                                point ->
                                                        all.put(
                                                                labels(point.series()),
                                                                point.value())));
        return all;
    }

    private static Map<String, String> labels(Series series) {
        Map<String, String> labels = new TreeMap<>();
        for (Label label : series.labels()) {
            labels.put(label.name(), label.value());
        }
        return labels;
    }

    @Test
    void showsTheSeriesLabelsAndValuesThatWereSent() throws Exception {
        sender.read("storage", warm(NOON, 42.5));
        sender.read(
                "homelab",
                reading(NOON, sensor(7, "Not there", Double.NaN), sensor(8, "CPU", 1e-9)));
        sender.tick();

        assertThat(shown()).isEqualTo(expected()).hasSize(2 * TestReadings.SAMPLES);
        assertThat(sender.count("pushgateway", "sent")).isEqualTo(2 * TestReadings.SAMPLES);
    }

    @Test
    void showsASensorNoLongerThatHasDisappeared() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).tick();
        sender.read("storage", reading(NOON.plusSeconds(30), sensor(2, "Ambiente ü", 22))).tick();

        assertThat(shown()).isEqualTo(expected()).hasSize(TestReadings.SAMPLES - 2);
    }

    @Test
    void showsNothingOfANodeThatIsGone() throws Exception {
        sender.read("storage", warm(NOON, 42.5)).read("homelab", warm(NOON, 40)).tick();
        sender.readings.forget("storage");
        sender.tick("storage");

        assertThat(shown()).isEqualTo(expected()).isNotEmpty();
        assertThat(gateway.data("/api/v1/metrics")).hasSize(1);
    }

    @Test
    void readsBackNamesThatAUrlCannotHold() throws Exception {
        for (String node : Set.of("rack/one", "..", "a b?c#d%", "küche")) {
            sender.read(node, warm(NOON, 42.5));
        }
        sender.tick();

        assertThat(shown()).isEqualTo(expected());
        Set.of("rack/one", "..", "a b?c#d%").forEach(sender.readings::forget);
        sender.tick();
        assertThat(shown()).isEqualTo(expected()).hasSize(TestReadings.SAMPLES);
    }

    @Test
    void removingWhatIsNotThereDoesNoHarm() throws Exception {
        sender.tick("storage").tick("storage");
        assertThat(sender.push.problems()).isEmpty();
        assertThat(shown()).isEmpty();
    }
}
