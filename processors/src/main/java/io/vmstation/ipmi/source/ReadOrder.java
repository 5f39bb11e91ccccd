package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.Collector;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What to read of a BMC.
 *
 * @param collectors what, not empty
 * @param excludedSensors record numbers of sensors that are left out
 * @param timeLimit for all of it, positive
 * @param workarounds flags for controllers with faults, in the words of FreeIPMI ({@code
 *     opensesspriv}); a source that does not need or know one passes over it
 */
public record ReadOrder(
        Set<Collector> collectors,
        Set<Integer> excludedSensors,
        Duration timeLimit,
        List<String> workarounds) {
    public ReadOrder {
        collectors = Set.copyOf(collectors);
        excludedSensors = Set.copyOf(excludedSensors);
        requireNonNull(timeLimit, "timeLimit is null");
        workarounds = List.copyOf(workarounds);
    }
}
