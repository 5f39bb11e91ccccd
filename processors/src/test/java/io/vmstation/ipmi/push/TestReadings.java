package io.vmstation.ipmi.push;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings of a BMC with a few sensors. */
final class TestReadings {
    /** What they are in the words of Prometheus. */
    static final ReadingSeries SERIES = (node, reading) -> series(reading);

    private TestReadings() {}

    /** A BMC whose temperature is this. */
    static BmcReading warm(Instant at, double celsius) {
        return reading(at, sensor(1, "CPU Temp", celsius), sensor(2, "Ambiente ü", 21.5));
    }

    static BmcReading reading(Instant at, Sensor... sensors) {
        Map<Collector, Finding> findings = new EnumMap<>(Collector.class);
        findings.put(Collector.IPMI, new Sensors(List.of(sensors)));
        findings.put(
                Collector.BMC,
                new BmcInfo(
                        Optional.of("3.45"),
                        Optional.of("Maker \"X\" \\ (10876)"),
                        Optional.empty(),
                        Optional.of("")));
        return new BmcReading("native", at, Duration.ofMillis(40), findings);
    }

    static BmcReading failed(Instant at) {
        return new BmcReading(
                "native",
                at,
                Duration.ofSeconds(10),
                Map.of(Collector.IPMI, new Finding.Failed("it did not answer")));
    }

    static Sensor sensor(int id, String name, double value) {
        return new Sensor(id, name, "Temperature", value, "C", SensorState.NOMINAL);
    }

    private static MetricSnapshots series(BmcReading reading) {
        List<GaugeDataPointSnapshot> up = new ArrayList<>();
        List<GaugeDataPointSnapshot> values = new ArrayList<>();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        reading.findings()
                .forEach(
                        (collector, finding) -> {
                            up.add(
                                    gauge(
                                            finding instanceof Finding.Failed ? 0 : 1,
                                            "collector",
                                            collector.word()));
                            if (finding instanceof Sensors sensors) {
                                sensors.all()
                                        .forEach(
                                                s ->
                                                        values.add(
                                                                gauge(
                                                                        s.value(),
                                                                        "id",
                                                                        String.valueOf(s.id()),
                                                                        "name",
                                                                        s.name())));
                            }
                            if (finding instanceof BmcInfo info) {
                                all.metricSnapshot(
                                        InfoSnapshot.builder()
                                                .name("ipmi_bmc")
                                                .help("About the BMC.")
                                                .dataPoint(
                                                        new InfoDataPointSnapshot(
                                                                Labels.of(
                                                                        "bmc_url",
                                                                        info.url().orElse("N/A"),
                                                                        "manufacturer_id",
                                                                        info.manufacturerId()
                                                                                .orElse("N/A"))))
                                                .build());
                            }
                        });
        all.metricSnapshot(gauges("ipmi_up", up));
        if (!values.isEmpty()) {
            all.metricSnapshot(gauges("ipmi_temperature_celsius", values));
        }
        return all.build();
    }

    private static GaugeSnapshot gauges(String name, List<GaugeDataPointSnapshot> points) {
        GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(name).help("About " + name);
        points.forEach(gauges::dataPoint);
        return gauges.build();
    }

    private static GaugeDataPointSnapshot gauge(double value, String... labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build();
    }
}
