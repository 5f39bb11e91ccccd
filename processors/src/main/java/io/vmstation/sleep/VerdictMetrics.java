package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vmstation.metrics.GaugeRows;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Finding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the latest verdict about each node. What was not asked has no gauge: it is neither zero nor
 * idle. Thread-safe.
 */
public final class VerdictMetrics {
    /** From the one that says most about use to the one that says least. */
    private static final List<String> KINDS = List.of("busy", "unknown", "idle");

    private final MeterRegistry registry;
    private final Map<String, OfNode> byName = new HashMap<>();

    private record OfNode(GaugeRows checks, GaugeRows idle, GaugeRows holds) {}

    /** Registers in {@code registry}. */
    public VerdictMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    synchronized void show(Verdict verdict) {
        OfNode gauges = byName.computeIfAbsent(verdict.node(), name -> register());
        gauges.checks().show(checks(verdict));
        gauges.idle().show(idle(verdict));
        gauges.holds().show(holds(verdict));
    }

    synchronized void forget(String node) {
        OfNode gauges = byName.remove(node);
        if (gauges != null) {
            gauges.checks().show(Map.of());
            gauges.idle().show(Map.of());
            gauges.holds().show(Map.of());
        }
    }

    private OfNode register() {
        return new OfNode(
                new GaugeRows(
                        registry,
                        "vmstation.sleep.check",
                        "",
                        "What a sleep check found in the latest round: 1 for that, else 0"),
                new GaugeRows(
                        registry,
                        "vmstation.node.idle",
                        "seconds",
                        "For how long every round of checks has found a node idle"),
                new GaugeRows(
                        registry,
                        "vmstation.sleep.hold",
                        "",
                        "What keeps a node awake beside use: 1 while it does"));
    }

    private static Map<Tags, Double> checks(Verdict verdict) {
        Map<String, String> kinds = new HashMap<>();
        for (Finding finding : verdict.findings()) {
            // One check may be asked twice, with other options: whatever keeps it awake counts.
            kinds.merge(finding.check(), Spoken.kind(finding.evidence()), VerdictMetrics::worse);
        }
        Map<Tags, Double> values = new HashMap<>();
        kinds.forEach(
                (check, found) -> {
                    for (String kind : KINDS) {
                        values.put(
                                Tags.of("node", verdict.node(), "check", check, "state", kind),
                                kind.equals(found) ? 1.0 : 0.0);
                    }
                });
        return values;
    }

    private static String worse(String one, String other) {
        return KINDS.indexOf(one) < KINDS.indexOf(other) ? one : other;
    }

    private static Map<Tags, Double> idle(Verdict verdict) {
        if (verdict.findings().isEmpty()) {
            return Map.of();
        }
        Duration idle =
                verdict.idleSince()
                        .map(since -> Duration.between(since, verdict.at()))
                        .orElse(Duration.ZERO);
        return Map.of(Tags.of("node", verdict.node()), idle.toMillis() / 1000.0);
    }

    private static Map<Tags, Double> holds(Verdict verdict) {
        Map<Tags, Double> values = new HashMap<>();
        verdict.holds()
                .forEach(h -> values.put(Tags.of("node", verdict.node(), "hold", h.kind()), 1.0));
        return values;
    }
}
