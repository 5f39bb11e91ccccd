package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What FreeIPMI's programs are told to do, with the options that ipmi_exporter 1.10 gives them.
 *
 * @param excludedSensors not read at all
 * @param cache options that say where repositories of sensors are kept
 */
record Questions(Set<Integer> excludedSensors, List<String> cache) {

    /** The program and its options for that collector. */
    List<String> line(Collector collector) {
        return switch (collector) {
            case IPMI -> sensors();
            case SEL_EVENTS -> events();
            case CHASSIS -> List.of("ipmi-chassis", "--get-chassis-status");
            case DCMI -> List.of("ipmi-dcmi", "--get-system-power-statistics");
            case BMC -> List.of("bmc-info");
            case SEL -> List.of("ipmi-sel", "--info");
            // Get Watchdog Timer: IPMI 2.0 section 27.7.
            case BMC_WATCHDOG -> List.of("ipmi-raw", "0x0", "0x06", "0x25");
            // Supermicro's own, as ipmi_exporter asks it.
            case SM_LAN_MODE -> List.of("ipmi-raw", "0x0", "0x30", "0x70", "0x0c", "0x00");
        };
    }

    /** What reads its answer; events are read by {@link SelReading}. */
    Function<WholeText, Finding> reader(Collector collector) {
        return switch (collector) {
            case IPMI -> text -> SensorTable.read(text, excludedSensors);
            case SEL_EVENTS -> text -> new Finding.SelEvents(SelTable.rows(text));
            case CHASSIS -> Reports::chassis;
            case DCMI -> Reports::dcmi;
            case BMC -> Reports::info;
            case SEL -> Reports::sel;
            case BMC_WATCHDOG -> text -> Reports.raw(text, RawReply::asWatchdog);
            case SM_LAN_MODE -> text -> Reports.raw(text, RawReply::asLanMode);
        };
    }

    /** The program and its options for that order. */
    static List<String> order(PowerAction action) {
        return List.of(
                "ipmi-chassis",
                "--chassis-control="
                        + switch (action) {
                            case ON -> "POWER-UP";
                            case SOFT_OFF -> "SOFT-SHUTDOWN";
                            case CYCLE -> "POWER-CYCLE";
                            case HARD_OFF -> "POWER-DOWN";
                        });
    }

    private List<String> sensors() {
        List<String> line = table("ipmi-sensors");
        line.add("--ignore-unrecognized-events");
        line.add("--output-sensor-state");
        line.add("--output-event-bitmask");
        if (!excludedSensors.isEmpty()) {
            line.add(
                    "--exclude-record-ids="
                            + excludedSensors.stream()
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")));
        }
        return line;
    }

    private List<String> events() {
        List<String> line = table("ipmi-sel");
        line.add("--output-event-state");
        line.add("--interpret-oem-data");
        return line;
    }

    private List<String> table(String program) {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(
                List.of(
                        "--quiet-cache",
                        "--sdr-cache-recreate",
                        "--comma-separated-output",
                        "--no-header-output"));
        line.addAll(cache);
        return line;
    }
}
