package io.vmstation.ipmi.reading;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of what a BMC tells, read by itself: the collectors of ipmi_exporter 1.10. */
public enum Collector {
    /** The controller itself: firmware, maker. */
    BMC,
    /** The watchdog of the controller. */
    BMC_WATCHDOG,
    /** Sensors. */
    IPMI,
    /** Power and faults of the chassis. */
    CHASSIS,
    /** Power consumption, by the Data Center Manageability Interface. */
    DCMI,
    /** How full the system event log is. */
    SEL,
    /** What stands in the system event log. */
    SEL_EVENTS,
    /** Which network port a Supermicro controller uses. */
    SM_LAN_MODE;

    /** As in the label {@code collector} and in configuration files: {@code sel-events}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The collector of that name, if there is one. */
    public static Optional<Collector> named(String word) {
        return Stream.of(values()).filter(collector -> collector.word().equals(word)).findFirst();
    }
}
