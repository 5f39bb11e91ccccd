package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.node.SelEventRule;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the entries of a system event log. Those that a rule names are there with 0, too. */
final class SelEventSeries {
    private static final class Count {
        private long events;
        private long latest;
    }

    private final List<SelEventRule> rules;
    private final BoundedSearch search = new BoundedSearch();

    SelEventSeries(List<SelEventRule> rules) {
        this.rules = rules;
    }

    void add(List<SelEvent> events, Samples samples) {
        Map<SensorState, Long> states = new EnumMap<>(SensorState.class);
        Map<String, Count> names = new LinkedHashMap<>();
        rules.forEach(rule -> names.put(rule.name(), new Count()));
        for (SelEvent event : events) {
            states.merge(event.state(), 1L, Long::sum);
            for (SelEventRule rule : rules) {
                if (search.finds(rule.pattern(), event.text())) {
                    count(event, names.computeIfAbsent(rule.name(), name -> new Count()));
                }
            }
        }
        states.forEach(
                (state, count) ->
                        samples.add(IpmiSeries.SEL_EVENTS_BY_STATE, (double) count, word(state)));
        names.forEach(
                (name, count) -> {
                    samples.add(IpmiSeries.SEL_EVENTS_BY_NAME, (double) count.events, name);
                    samples.add(IpmiSeries.SEL_EVENTS_LATEST, (double) count.latest, name);
                });
    }

    /** An event without a time counts, and changes nothing of the latest one. */
    private static void count(SelEvent event, Count count) {
        count.events++;
        event.at().ifPresent(at -> count.latest = Math.max(count.latest, at.getEpochSecond()));
    }

    /** In the words of FreeIPMI. */
    private static String word(SensorState state) {
        return switch (state) {
            case NOMINAL -> "Nominal";
            case WARNING -> "Warning";
            case CRITICAL -> "Critical";
            case UNKNOWN -> "N/A";
        };
    }
}
