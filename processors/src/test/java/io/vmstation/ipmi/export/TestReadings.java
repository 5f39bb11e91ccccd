package io.vmstation.ipmi.export;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Readings of BMCs that are not there. */
public final class TestReadings {
    public static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    /** Of each kind of sensor one, as a server of Dell tells them. */
    public static final List<Sensor> SENSORS =
            List.of(
                    new Sensor(18, "Inlet Temp", "Temperature", 24, "C", SensorState.NOMINAL),
                    new Sensor(12, "Fan1A", "Fan", 4560, "RPM", SensorState.WARNING),
                    new Sensor(58, "Fan 1 DutyCycle", "Fan", 21.95, "%", SensorState.NOMINAL),
                    new Sensor(241, "12V", "Voltage", 11.875, "V", SensorState.CRITICAL),
                    new Sensor(83, "Current 1", "Current", 0.2, "A", SensorState.NOMINAL),
                    new Sensor(90, "Pwr Consumption", "Current", 70, "W", SensorState.NOMINAL),
                    new Sensor(
                            91,
                            "CPU Usage",
                            "Other Units Based Sensor",
                            3,
                            "%",
                            SensorState.NOMINAL),
                    new Sensor(
                            139,
                            "Power Cable",
                            "Cable/Interconnect",
                            Double.NaN,
                            "N/A",
                            SensorState.NOMINAL),
                    new Sensor(
                            140, "CPU2 Temp", "Temperature", Double.NaN, "C", SensorState.UNKNOWN));

    private TestReadings() {}

    /** What the collectors found that are read where nobody says which. */
    public static BmcReading usual() {
        return told(
                Map.of(
                        Collector.IPMI, new Sensors(SENSORS),
                        Collector.DCMI, new DcmiPower(OptionalDouble.of(86)),
                        Collector.CHASSIS, new Chassis(true, Optional.of(false), Optional.of(true)),
                        Collector.SEL, new Sel(12, 15984),
                        Collector.BMC,
                                new BmcInfo(
                                        Optional.of("1.66"),
                                        Optional.of("Dell Inc. (674)"),
                                        Optional.of("2.6.1"),
                                        Optional.empty())));
    }

    public static BmcReading told(Map<Collector, Finding> findings) {
        return new BmcReading("native", AT, Duration.ofMillis(250), findings);
    }

    public static BmcReading told(Sensor... sensors) {
        return told(Map.of(Collector.IPMI, new Sensors(List.of(sensors))));
    }

    /** As Prometheus gets them. */
    public static String text(MetricSnapshots snapshots) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, snapshots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
