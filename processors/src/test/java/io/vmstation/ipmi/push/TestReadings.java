package io.vmstation.ipmi.push;

import io.vmstation.ipmi.export.IpmiMetrics;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings of a BMC with a few sensors. */
final class TestReadings {
    /**
     * How many samples {@link #warm} comes to: two sensors and their states, two collectors, the
     * BMC, how long it took.
     */
    static final int SAMPLES = 8;

    /** What they are in the words of Prometheus. */
    static final ReadingSeries SERIES = (node, reading) -> IpmiMetrics.of(reading, List.of());

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
}
