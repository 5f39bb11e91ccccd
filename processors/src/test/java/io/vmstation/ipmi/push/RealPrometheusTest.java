package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.failed;
import static io.vmstation.ipmi.push.TestReadings.reading;
import static io.vmstation.ipmi.push.TestReadings.sensor;
import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Prometheus of Debian takes what is written to it, and its queries find it. */
@Timeout(180)
class RealPrometheusTest {
    private static final String CPU = "ipmi_temperature_celsius{name=\"CPU Temp\"}";

    private final Instant start =
            Instant.now().minus(Duration.ofMinutes(40)).truncatedTo(ChronoUnit.MILLIS);
    private DebianDaemon prometheus;
    private Sender sender;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        prometheus = DebianDaemon.prometheus(folder);
        sender = new Sender(Sender.remoteWrite(prometheus.at("/api/v1/write"), 1_000_000));
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            sender.close();
            prometheus.close();
        }
    }

    private Instant after(int seconds) {
        return start.plusSeconds(seconds);
    }

    private JsonNode query(String expression, int seconds) throws Exception {
        return prometheus.query(expression, after(seconds).toEpochMilli());
    }

    /** Time since the start and value of each sample of the only series. */
    private List<String> history(String selector) throws Exception {
        JsonNode result = query(selector + "[1h]", 3_000);
        assertThat(result).hasSize(1);
        List<String> samples = new ArrayList<>();
        for (JsonNode sample : result.get(0).path("values")) {
            long millis = Math.round(sample.get(0).asDouble() * 1000) - start.toEpochMilli();
            samples.add(millis + ": " + sample.get(1).asText());
        }
        return samples;
    }

    private void sentWithoutLoss() {
        assertThat(sender.count("remote-write", "refused")).isZero();
        assertThat(sender.count("remote-write", "dropped")).isZero();
        assertThat(sender.queued()).isZero();
    }

    @Test
    void findsValuesLabelsAndTimes() throws Exception {
        sender.read("storage", warm(start.plusMillis(123), 42.5));
        sender.read("storage", warm(start.plusMillis(30_456), Double.NaN));
        sender.read("homelab", warm(start, 40)).tick();

        assertThat(history("ipmi_temperature_celsius{name=\"CPU Temp\",node=\"storage\"}"))
                .containsExactly("123: 42.5", "30456: NaN");
        Map<String, String> labels = new TreeMap<>();
        query("ipmi_bmc_info{node=\"homelab\"}", 10)
                .get(0)
                .path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        assertThat(labels)
                .isEqualTo(
                        Map.of(
                                "__name__", "ipmi_bmc_info",
                                "firmware_revision", "3.45",
                                "job", "vmstation",
                                "manufacturer_id", "Maker \"X\" \\ (10876)",
                                "node", "homelab",
                                "system_firmware_version", "N/A"));
        assertThat(query("ipmi_temperature_celsius{name=\"Ambiente ü\"}", 40)).hasSize(2);
        sentWithoutLoss();
    }

    @Test
    void doesNotTakeTheLastValueOfASensorThatIsGoneForItsPresentOne() throws Exception {
        sender.read("storage", warm(after(0), 42.5));
        sender.read("storage", reading(after(30), sensor(2, "Ambiente ü", 22)));
        sender.read("storage", warm(after(60), 43)).tick();

        assertThat(query(CPU, 29)).hasSize(1);
        assertThat(query(CPU, 31)).isEmpty();
        assertThat(query(CPU, 61)).hasSize(1);
        assertThat(history(CPU)).containsExactly("0: 42.5", "60000: 43");
        sentWithoutLoss();
    }

    @Test
    void seesABmcThatFailsAsDownAtOnce() throws Exception {
        sender.read("storage", warm(after(0), 42.5));
        sender.read("storage", failed(after(30))).tick();

        assertThat(query(CPU, 31)).isEmpty();
        assertThat(query("ipmi_up{collector=\"ipmi\"} == 0", 31)).hasSize(1);
    }

    @Test
    void seesNothingMoreOfANodeThatIsGoneOrAsleep() throws Exception {
        Instant now = Instant.now();
        sender.read("storage", warm(now.minusSeconds(20), 42.5)).tick();
        sender.readings.forget("storage");
        sender.tick();

        assertThat(prometheus.query(CPU, now.minusSeconds(1).toEpochMilli())).hasSize(1);
        assertThat(prometheus.query("{node=\"storage\"}", now.plusSeconds(30).toEpochMilli()))
                .isEmpty();
        sentWithoutLoss();
    }

    @Test
    void losesNothingWhileItIsDown() throws Exception {
        sender.read("storage", warm(after(0), 0)).tick();
        prometheus.stop();
        for (int i = 1; i <= 20; i++) {
            sender.read("storage", warm(after(i * 30), i)).tick();
        }
        await().until(() -> !sender.push.problems().isEmpty());
        prometheus.start();
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            sender.tick();
                            return sender.queued() == 0;
                        });

        assertThat(history(CPU))
                .isEqualTo(
                        IntStream.rangeClosed(0, 20).mapToObj(i -> i * 30_000 + ": " + i).toList());
        assertThat(sender.push.problems()).isEmpty();
        sentWithoutLoss();
    }

    @Test
    void takesALongQueueInSeveralRequests() throws Exception {
        for (int i = 0; i < 4_000; i++) {
            sender.read("node-" + i % 50, warm(start.plusMillis(10L * i), i));
        }
        sender.tick();

        assertThat(query("sum(count_over_time(ipmi_temperature_celsius[1h]))", 600))
                .singleElement()
                .satisfies(sum -> assertThat(sum.path("value").get(1).asText()).isEqualTo("8000"));
        sentWithoutLoss();
    }

    @Test
    void refusesWhatIsOutOfOrderAndTheNextIsTaken() throws Exception {
        sender.read("storage", warm(after(60), 1)).tick();
        try (Sender other = new Sender(Sender.remoteWrite(prometheus.at("/api/v1/write"), 1_000))) {
            other.read("storage", warm(after(30), 2)).tick();
            other.read("storage", warm(after(90), 3)).tick();

            assertThat(other.count("remote-write", "refused")).isEqualTo(TestReadings.SAMPLES);
            assertThat(other.count("remote-write", "sent")).isEqualTo(TestReadings.SAMPLES);
        }
        assertThat(history(CPU)).containsExactly("60000: 1", "90000: 3");
    }
}
