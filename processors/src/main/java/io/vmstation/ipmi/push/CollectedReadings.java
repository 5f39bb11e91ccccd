package io.vmstation.ipmi.push;

import io.vmstation.ipmi.reading.BmcReading;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the BMCs of the site at a moment.
 *
 * @param byNode the latest reading of each, if it is recent enough to count
 * @param polled the names of all nodes whose BMC is read at all
 */
public record CollectedReadings(Map<String, BmcReading> byNode, Set<String> polled) {
    public CollectedReadings {
        byNode = Map.copyOf(byNode);
        polled = Set.copyOf(polled);
    }
}
