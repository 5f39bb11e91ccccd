package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while a node is not what it was before a sleep that failed, because something could not be
 * taken back, and says what. Neither liveness nor readiness: clients are served all the same.
 */
final class SleepHealth extends AbstractHealthCheck {
    private final Supplier<Map<String, String>> problems;

    /**
     * @param problems sentences, by node
     */
    SleepHealth(Supplier<Map<String, String>> problems) {
        super("vmstation", "vmstation-sleep");
        this.problems = requireNonNull(problems, "problems is null");
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, String> found = problems.get();
        if (found.isEmpty()) {
            builder.up();
            return;
        }
        found.forEach(builder::detail);
        builder.message(found.values().iterator().next());
        builder.down();
    }
}
