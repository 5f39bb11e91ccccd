package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vmstation.spi.MethodOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of the wake engine. Thread-safe. */
public final class WakeMetrics {
    private static final int MOST_CAUSES = 50;
    private static final String OTHER_CAUSES = "other";

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();
    private final Set<String> causes = ConcurrentHashMap.newKeySet();

    /** Registers in {@code registry}. */
    public WakeMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    void finished(WakeRequest request, WakeOutcome outcome) {
        registry.counter(
                        "vmstation.wake.requests",
                        "node",
                        request.node().name(),
                        "cause",
                        bounded(request.cause()),
                        "outcome",
                        outcome.label())
                .increment();
    }

    /** Routes choose their causes freely: a label must not grow with what they put into it. */
    private String bounded(String cause) {
        if (causes.size() < MOST_CAUSES) {
            causes.add(cause);
        }
        return causes.contains(cause) ? cause : OTHER_CAUSES;
    }

    void passed(String node, Stage stage, Duration took) {
        registry.timer("vmstation.wake.stage", "node", node, "stage", stage.label()).record(took);
    }

    void woken(String node, Duration took) {
        registry.timer("vmstation.wake", "node", node).record(took);
    }

    void asked(String node, String method, MethodOutcome outcome) {
        String label;
        if (outcome instanceof MethodOutcome.Sent sent) {
            registry.counter("vmstation.wake.packets", "node", node, "method", method)
                    .increment(sent.packets());
            label = "sent";
        } else if (outcome instanceof MethodOutcome.Unneeded) {
            label = "unneeded";
        } else if (outcome instanceof MethodOutcome.Unavailable) {
            label = "unavailable";
        } else {
            label = "failed";
        }
        registry.counter("vmstation.wake.method.outcomes", "method", method, "outcome", label)
                .increment();
    }

    void waits(String node, int change) {
        waiting.computeIfAbsent(
                        node,
                        name ->
                                registry.gauge(
                                        "vmstation.wake.waiting",
                                        Tags.of("node", name),
                                        new AtomicInteger()))
                .addAndGet(change);
    }
}
