package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.ipmi.source.PowerAction;

/** Counts orders to machines and what came of them. Thread-safe. */
public final class PowerMetrics {
    private final MeterRegistry registry;

    /** Registers in {@code registry}. */
    public PowerMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    void count(String node, PowerAction action, String outcome) {
        registry.counter(
                        "vmstation.power.orders",
                        "node",
                        node,
                        "action",
                        action.word(),
                        "outcome",
                        outcome)
                .increment();
    }
}
