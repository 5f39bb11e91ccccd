package io.vmstation.host.routes;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while a route file is broken or a route cannot start, and says which. Neither liveness nor
 * readiness: the other routes do their work.
 */
public final class RouteHealth extends AbstractHealthCheck {
    private final RouteLoader loader;

    public RouteHealth(RouteLoader loader) {
        super("vmstation", "vmstation-routes");
        this.loader = loader;
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
        Map<String, RouteProblem> problems = loader.problems();
        if (problems.isEmpty()) {
            builder.up();
            return;
        }
        problems.forEach((file, problem) -> builder.detail(file, problem.toString()));
        builder.message(problems.values().iterator().next().toString());
        builder.down();
    }
}
