package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.LanMode;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.reading.Finding.Watchdog;
import io.vmstation.node.SelEventRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reading as ipmi_exporter 1.10 would export it. What was not found out is absent and its {@code
 * ipmi_up} is 0, also where the controller does not have such a thing: there the tools fail that
 * ipmi_exporter runs.
 */
public final class IpmiMetrics {
    private static final String NOT_TOLD = "N/A";

    private final Samples samples;
    private final List<SelEventRule> rules;

    private IpmiMetrics(Samples samples, List<SelEventRule> rules) {
        this.samples = samples;
        this.rules = rules;
    }

    /**
     * The series of one BMC, without a label that tells which one.
     *
     * @param rules which events of its log are counted by name
     */
    public static MetricSnapshots of(BmcReading reading, List<SelEventRule> rules) {
        return Samples.joined(List.of(samples(reading, rules, Optional.empty())));
    }

    /**
     * @param node value of the label {@code node}, if the series are to have it
     */
    static Samples samples(BmcReading reading, List<SelEventRule> rules, Optional<String> node) {
        requireNonNull(rules, "rules is null");
        Samples samples = new Samples(node);
        new IpmiMetrics(samples, rules).addAll(reading);
        return samples;
    }

    private void addAll(BmcReading reading) {
        samples.add(IpmiSeries.SCRAPE_DURATION, reading.took().toNanos() / 1e9);
        for (Map.Entry<Collector, Finding> found : reading.findings().entrySet()) {
            Finding finding = found.getValue();
            boolean up = !(finding instanceof Failed) && !(finding instanceof Unsupported);
            samples.add(IpmiSeries.UP, bit(up), found.getKey().word());
            add(finding);
        }
    }

    private void add(Finding finding) {
        if (finding instanceof Sensors sensors) {
            sensors.all().forEach(sensor -> SensorSeries.add(sensor, samples));
        } else if (finding instanceof DcmiPower power) {
            power.watts().ifPresent(watts -> samples.add(IpmiSeries.DCMI_POWER, watts));
        } else if (finding instanceof BmcInfo info) {
            add(info);
        } else if (finding instanceof Chassis chassis) {
            add(chassis);
        } else if (finding instanceof Sel sel) {
            samples.add(IpmiSeries.SEL_LOGS, (double) sel.entries());
            samples.add(IpmiSeries.SEL_FREE_SPACE, (double) sel.freeBytes());
        } else if (finding instanceof SelEvents events) {
            new SelEventSeries(rules).add(events.all(), samples);
        } else if (finding instanceof Watchdog watchdog) {
            WatchdogSeries.add(watchdog, samples);
        } else if (finding instanceof LanMode lan) {
            samples.add(IpmiSeries.LAN_MODE, lan.mode());
        }
    }

    private void add(BmcInfo info) {
        samples.add(
                IpmiSeries.BMC_INFO,
                1,
                info.firmwareRevision().orElse(NOT_TOLD),
                info.manufacturerId().orElse(NOT_TOLD),
                info.systemFirmwareVersion().orElse(NOT_TOLD),
                info.url().orElse(NOT_TOLD));
    }

    /** Faults are the other way round than their names say: 1 is none. */
    private void add(Chassis chassis) {
        samples.add(IpmiSeries.CHASSIS_POWER_STATE, bit(chassis.powerOn()));
        chassis.driveFault()
                .ifPresent(fault -> samples.add(IpmiSeries.CHASSIS_DRIVE_FAULT, bit(!fault)));
        chassis.coolingFault()
                .ifPresent(fault -> samples.add(IpmiSeries.CHASSIS_COOLING_FAULT, bit(!fault)));
    }

    static double bit(boolean set) {
        return set ? 1 : 0;
    }
}
