package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while a part of the host has something to complain of, and says what. Neither liveness nor
 * readiness: clients are served all the same.
 */
final class PartHealth extends AbstractHealthCheck {
    private final Supplier<Map<String, String>> problems;

    /**
     * @param part the check is {@code vmstation-<part>}
     * @param problems sentences, by what they are about
     */
    PartHealth(String part, Supplier<Map<String, String>> problems) {
        super("vmstation", "vmstation-" + part);
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
