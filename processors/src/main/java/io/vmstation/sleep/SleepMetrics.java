package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of the sleep transaction. Thread-safe. */
public final class SleepMetrics {
    private static final int MOST_WORDS = 50;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> causes = ConcurrentHashMap.newKeySet();
    private final Set<String> stages = ConcurrentHashMap.newKeySet();

    /** Registers in {@code registry}. */
    public SleepMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    void finished(String node, String cause, String outcome) {
        registry.counter(
                        "vmstation.sleep.requests",
                        "node",
                        node,
                        "cause",
                        bounded(causes, cause),
                        "outcome",
                        outcome)
                .increment();
    }

    void took(String node, String step, Duration duration) {
        registry.timer("vmstation.sleep.duration", "node", node, "stage", stage(step))
                .record(duration);
    }

    void undoFailed(String node, String step) {
        registry.counter("vmstation.sleep.undo.failures", "node", node, "stage", stage(step))
                .increment();
    }

    /** {@code node.cordoned} is the stage {@code cordoned}. */
    private String stage(String step) {
        return bounded(stages, step.startsWith("node.") ? step.substring(5) : step);
    }

    /** Routes and their steps choose these words: a label must not grow with them. */
    private static String bounded(Set<String> known, String word) {
        if (known.size() < MOST_WORDS) {
            known.add(word);
        }
        return known.contains(word) ? word : OTHER;
    }
}
