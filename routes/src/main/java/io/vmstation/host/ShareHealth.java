package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.signal.ShareWatches;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while the use of a share cannot be noticed as it should, and says why. Neither liveness nor
 * readiness: the other routes do their work.
 */
final class ShareHealth extends AbstractHealthCheck {
    private final ShareWatches watches;

    ShareHealth(ShareWatches watches) {
        super("vmstation", "vmstation-shares");
        this.watches = requireNonNull(watches, "watches is null");
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
        Map<String, String> problems = watches.problems();
        if (problems.isEmpty()) {
            builder.up();
            return;
        }
        problems.forEach(builder::detail);
        builder.message(problems.values().iterator().next());
        builder.down();
    }
}
