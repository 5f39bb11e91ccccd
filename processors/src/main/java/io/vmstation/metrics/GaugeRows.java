package io.vmstation.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** Gauges of one name that come and go with what there is to show. Not thread-safe. */
public final class GaugeRows {
    private final MeterRegistry registry;
    private final String name;
    private final String unit;
    private final String description;
    private final Map<Tags, Row> rows = new HashMap<>();

    /** What one gauge shows, which others read at any time. */
    private static final class Row {
        private volatile double value;
    }

    private final Map<Tags, Gauge> gauges = new HashMap<>();

    /**
     * @param unit of the values; empty for a plain number
     */
    public GaugeRows(MeterRegistry registry, String name, String unit, String description) {
        this.registry = registry;
        this.name = name;
        this.unit = unit;
        this.description = description;
    }

    /** Shows these values and no others; a gauge that stays is never gone in between. */
    public void show(Map<Tags, Double> values) {
        rows.keySet().stream()
                .filter(tags -> !values.containsKey(tags))
                .toList()
                .forEach(this::remove);
        values.forEach((tags, value) -> rows.computeIfAbsent(tags, this::register).value = value);
    }

    private Row register(Tags tags) {
        Row row = new Row();
        Gauge gauge =
                Gauge.builder(name, row, shown -> shown.value)
                        .description(description)
                        .baseUnit(unit.isEmpty() ? null : unit)
                        .tags(tags)
                        .register(registry);
        gauges.put(tags, gauge);
        return row;
    }

    private void remove(Tags tags) {
        rows.remove(tags);
        Gauge gauge = gauges.remove(tags);
        if (gauge != null) {
            registry.remove(gauge);
        }
    }
}
