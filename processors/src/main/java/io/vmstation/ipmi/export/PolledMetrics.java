package io.vmstation.ipmi.export;

import static java.util.Objects.requireNonNull;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.SelEventRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The latest reading of every BMC that is polled, with the label {@code node}. Each collection
 * holds one whole reading of a node, and nothing of nodes and sensors that are no longer read. What
 * was made of a reading is kept until the next one comes. Thread-safe.
 */
public final class PolledMetrics implements MultiCollector {
    private record Made(BmcReading reading, List<SelEventRule> rules, Samples samples) {
        @SuppressWarnings("ReferenceEquality") // to compare all sensors costs as much as to make it
        boolean isOf(BmcReading other, List<SelEventRule> otherRules) {
            return reading == other && rules.equals(otherRules);
        }
    }

    private final LatestReadings readings;
    private final Function<String, List<SelEventRule>> rules;
    private final ConcurrentMap<String, Made> made = new ConcurrentHashMap<>();

    /**
     * @param rules which events of the log of a node's BMC are counted, by its name
     */
    public PolledMetrics(LatestReadings readings, Function<String, List<SelEventRule>> rules) {
        this.readings = requireNonNull(readings, "readings is null");
        this.rules = requireNonNull(rules, "rules is null");
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, BmcReading> all = readings.all();
        made.keySet().retainAll(all.keySet());
        return Samples.joined(
                all.entrySet().stream()
                        .map(found -> samples(found.getKey(), found.getValue()))
                        .toList());
    }

    private Samples samples(String node, BmcReading reading) {
        List<SelEventRule> current = rules.apply(node);
        Made kept = made.get(node);
        if (kept == null || !kept.isOf(reading, current)) {
            kept =
                    new Made(
                            reading,
                            current,
                            IpmiMetrics.samples(reading, current, Optional.of(node)));
            made.put(node, kept);
        }
        return kept.samples();
    }

    /** So that nothing else is registered under these names. */
    @Override
    public List<String> getPrometheusNames() {
        return Arrays.stream(IpmiSeries.values()).map(IpmiSeries::registeredName).toList();
    }
}
