package io.vmstation.ipmi.export;

import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of series, being collected from one reading. Not thread-safe. */
final class Samples {
    private static final String NODE = "node";

    private final Optional<String> node;
    private final Map<IpmiSeries, Map<Labels, DataPointSnapshot>> points =
            new EnumMap<>(IpmiSeries.class);

    /**
     * @param node value of the label {@code node} of all of them; absent: they have no such label
     */
    Samples(Optional<String> node) {
        this.node = node;
    }

    /**
     * Adds a value. Where a controller has the same sensor twice, the first one stays: a series
     * that is there twice would make all of the output invalid.
     *
     * @param labels values in the order of the labels of the series
     */
    void add(IpmiSeries series, double value, String... labels) {
        Labels all = labels(series, labels);
        points.computeIfAbsent(series, key -> new LinkedHashMap<>())
                .computeIfAbsent(all, key -> series.point(all, value));
    }

    private Labels labels(IpmiSeries series, String... labels) {
        List<String> names = new ArrayList<>(series.labels());
        List<String> values = new ArrayList<>();
        for (String label : labels) {
            // The parser of Prometheus takes this character for the end of all.
            values.add(label.replace('\u0000', '\uFFFD'));
        }
        node.ifPresent(
                name -> {
                    names.add(NODE);
                    values.add(name);
                });
        return Labels.of(names, values);
    }

    /** What there is of a series. */
    Collection<DataPointSnapshot> of(IpmiSeries series) {
        return points.getOrDefault(series, Map.of()).values();
    }

    /** All that there is of all of them. No two may have a node of one name. */
    static MetricSnapshots joined(Collection<Samples> all) {
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        for (IpmiSeries series : IpmiSeries.values()) {
            List<DataPointSnapshot> found =
                    all.stream().flatMap(samples -> samples.of(series).stream()).toList();
            if (!found.isEmpty()) {
                snapshots.metricSnapshot(series.snapshot(found));
            }
        }
        return snapshots.build();
    }
}
