package io.vmstation.ipmi.export;

import static io.vmstation.ipmi.export.TestReadings.text;
import static io.vmstation.ipmi.export.TestReadings.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.node.SelEventRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PolledMetricsTest {
    private final LatestReadings readings = new LatestReadings();
    private final AtomicReference<List<SelEventRule>> rules = new AtomicReference<>(List.of());
    private final PolledMetrics metrics = new PolledMetrics(readings, node -> rules.get());

    private String scrape() {
        return text(metrics.collect());
    }

    private static Sensor temperature(int id, double value) {
        return new Sensor(id, "T" + id, "Temperature", value, "C", SensorState.NOMINAL);
    }

    @Test
    void namesTheNodeOfEachSeries() {
        readings.note("storage", told(temperature(1, 40)));
        readings.note("gamer", told(temperature(1, 50)));

        assertThat(scrape())
                .contains(
                        """
                        ipmi_temperature_celsius{id="1",name="T1",node="gamer"} 50.0
                        ipmi_temperature_celsius{id="1",name="T1",node="storage"} 40.0
                        """,
                        "ipmi_up{collector=\"ipmi\",node=\"gamer\"} 1.0",
                        "ipmi_scrape_duration_seconds{node=\"storage\"} 0.25")
                .containsOnlyOnce("# TYPE ipmi_temperature_celsius gauge");
    }

    @Test
    void forgetsSensorsThatAreGone() {
        readings.note("storage", told(temperature(1, 40), temperature(2, 41)));
        assertThat(scrape()).contains("T2");

        readings.note("storage", told(temperature(1, 40)));
        assertThat(scrape()).contains("T1").doesNotContain("T2");
    }

    @Test
    void forgetsNodesThatAreGone() {
        readings.note("storage", told(temperature(1, 40)));
        readings.note("gamer", told(temperature(1, 50)));
        assertThat(scrape()).contains("gamer");

        readings.retain("storage"::equals);
        assertThat(scrape()).contains("storage").doesNotContain("gamer");

        readings.forget("storage");
        assertThat(scrape()).isEmpty();
    }

    @Test
    void countsByTheRulesThatAreInForce() {
        readings.note(
                "storage",
                told(
                        Map.of(
                                Collector.SEL_EVENTS,
                                new SelEvents(
                                        List.of(
                                                new SelEvent(
                                                        1,
                                                        Optional.empty(),
                                                        "Fan",
                                                        "Fan",
                                                        SensorState.CRITICAL,
                                                        "it stopped"))))));
        assertThat(scrape()).doesNotContain("count_by_name");

        rules.set(List.of(new SelEventRule("stop", Pattern.compile("stop"))));
        assertThat(scrape())
                .contains("ipmi_sel_events_count_by_name{name=\"stop\",node=\"storage\"} 1.0");
    }

    @Test
    void makesSeriesOfAReadingOnce() {
        readings.note("storage", told(temperature(1, 40)));
        assertThat(firstPoint()).isSameAs(firstPoint());

        readings.note("storage", told(temperature(1, 40)));
        Object second = firstPoint();
        assertThat(firstPoint()).isSameAs(second);
    }

    private Object firstPoint() {
        return metrics.collect().get(0).getDataPoints().get(0);
    }

    @Test
    void showsOneWholeReadingWhileTheNextOnesCome() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread poller =
                new Thread(
                        () -> {
                            for (int i = 0; !stop.get(); i++) {
                                readings.note("storage", reading(i));
                            }
                        });
        readings.note("storage", reading(0));
        poller.start();
        try {
            for (int i = 0; i < 500; i++) {
                for (MetricSnapshot snapshot : metrics.collect()) {
                    if (snapshot.getMetadata().getName().equals("ipmi_temperature_celsius")) {
                        assertThat(((GaugeSnapshot) snapshot).getDataPoints())
                                .hasSize(20)
                                .extracting(point -> point.getValue())
                                .containsOnly(
                                        ((GaugeSnapshot) snapshot)
                                                .getDataPoints()
                                                .get(0)
                                                .getValue());
                    }
                }
            }
        } finally {
            stop.set(true);
            poller.join();
        }
    }

    /** Twenty sensors, all of the same value. */
    private static BmcReading reading(int value) {
        List<Sensor> sensors = new ArrayList<>();
        for (int id = 0; id < 20; id++) {
            sensors.add(temperature(id, value));
        }
        return told(sensors.toArray(Sensor[]::new));
    }

    @Test
    void keepsItsNamesToItself() {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(metrics);
        readings.note("storage", TestReadings.usual());
        assertThat(text(registry.scrape())).contains("ipmi_bmc_info{", "node=\"storage\"");

        assertThatThrownBy(() -> registry.register(new PolledMetrics(readings, node -> List.of())))
                .isInstanceOf(IllegalStateException.class);
    }
}
