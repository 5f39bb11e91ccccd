package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the body the {@link CollectedReadings} of this moment. A reading that is older than three
 * intervals of its BMC, and than five minutes, does not count: somebody has stopped the polling.
 * Thread-safe.
 */
public final class CollectReadings implements Processor {
    /** For as long Prometheus takes a value for the present one. */
    private static final Duration LOOKBACK = Duration.ofMinutes(5);

    private static final int INTERVALS = 3;

    private final LatestReadings readings;
    private final Supplier<Nodes> nodes;
    private final InstantSource clock;

    /**
     * @param nodes the nodes of the site at the moment of asking
     * @param clock the one that readings are dated by
     */
    public CollectReadings(LatestReadings readings, Supplier<Nodes> nodes, InstantSource clock) {
        this.readings = requireNonNull(readings, "readings is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(collect());
    }

    CollectedReadings collect() {
        Map<String, BmcReading> all = readings.all();
        Map<String, BmcReading> recent = new HashMap<>();
        Set<String> polled = new HashSet<>();
        for (Node node : nodes.get().all()) {
            Duration interval =
                    node.bmc().map(Bmc::polling).map(p -> p.interval()).orElse(Duration.ZERO);
            if (interval.isZero()) {
                continue;
            }
            polled.add(node.name());
            BmcReading reading = all.get(node.name());
            if (reading != null && isRecent(reading, interval)) {
                recent.put(node.name(), reading);
            }
        }
        return new CollectedReadings(recent, polled);
    }

    private boolean isRecent(BmcReading reading, Duration interval) {
        Duration several = interval.multipliedBy(INTERVALS);
        Duration limit = several.compareTo(LOOKBACK) > 0 ? several : LOOKBACK;
        return clock.instant().isBefore(reading.at().plus(reading.took()).plus(limit));
    }
}
