package io.vmstation.ipmi.push;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.ipmi.reading.BmcReading;

/** What a reading is in the words of Prometheus; the same as others can fetch. */
@FunctionalInterface
public interface ReadingSeries {
    /**
     * All of it.
     *
     * @return without times, and without the node, or with it in the label {@code node}
     */
    MetricSnapshots of(String node, BmcReading reading);
}
