package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the sensors of a BMC are read.
 *
 * @param interval from the beginning of one poll to that of the next; zero: never
 * @param timeLimit how long one poll may take, positive
 * @param source {@code auto}, or the name of the one to use
 * @param collectors what is read, by the names that ipmi_exporter has for it; not empty
 * @param excludedSensors record numbers of sensors that are left out
 * @param selEvents what is counted in the system event log
 */
public record BmcPolling(
        Duration interval,
        Duration timeLimit,
        String source,
        List<String> collectors,
        Set<Integer> excludedSensors,
        List<SelEventRule> selEvents) {
    /** What may be named as source, the choice of ours first. */
    public static final List<String> SOURCES = List.of("auto", "native", "freeipmi", "ipmitool");

    /** Those of them that ask the operating system of the machine itself. */
    public static final List<String> SOURCES_IN_BAND = List.of("auto", "freeipmi", "ipmitool");

    /** What may be named as collector: the names of ipmi_exporter. */
    public static final List<String> COLLECTORS =
            List.of(
                    "bmc",
                    "bmc-watchdog",
                    "ipmi",
                    "chassis",
                    "dcmi",
                    "sel",
                    "sel-events",
                    "sm-lan-mode");

    public BmcPolling {
        requireNonNull(interval, "interval is null");
        requireNonNull(timeLimit, "timeLimit is null");
        requireNonNull(source, "source is null");
        collectors = List.copyOf(collectors);
        excludedSensors = Set.copyOf(excludedSensors);
        selEvents = List.copyOf(selEvents);
    }
}
