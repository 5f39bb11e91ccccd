package io.vmstation.ipmi.push;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes metrics apart into single values. */
final class Points {
    private Points() {}

    /**
     * Every value of these metrics, with the labels {@code job} and {@code node} as a Pushgateway
     * gives them.
     *
     * @throws IllegalArgumentException for a kind of metric that has several values for one point
     */
    static List<Point> of(String node, MetricSnapshots metrics) {
        List<Point> points = new ArrayList<>();
        for (MetricSnapshot metric : metrics) {
            String name = metric.getMetadata().getPrometheusName();
            for (DataPointSnapshot point : metric.getDataPoints()) {
                points.add(point(node, name, point));
            }
        }
        return points;
    }

    private static Point point(String node, String name, DataPointSnapshot point) {
        if (point instanceof GaugeDataPointSnapshot gauge) {
            return new Point(series(node, name, point.getLabels()), gauge.getValue());
        }
        if (point instanceof UnknownDataPointSnapshot unknown) {
            return new Point(series(node, name, point.getLabels()), unknown.getValue());
        }
        if (point instanceof CounterDataPointSnapshot counter) {
            return new Point(series(node, name + "_total", point.getLabels()), counter.getValue());
        }
        if (point instanceof InfoDataPointSnapshot) {
            return new Point(series(node, name + "_info", point.getLabels()), 1);
        }
        throw new IllegalArgumentException("a metric of this kind cannot be pushed: " + name);
    }

    private static Series series(String node, String name, Labels labels) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            all.put(labels.getPrometheusName(i), labels.getValue(i));
        }
        all.put(Series.NAME, name);
        all.put("job", Group.JOB);
        all.put("node", node);
        return Series.of(all);
    }
}
