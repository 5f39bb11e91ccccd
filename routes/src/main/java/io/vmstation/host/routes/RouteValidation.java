package io.vmstation.host.routes;

import io.vmstation.node.Nodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.support.DefaultRegistry;

/** Checks all route files in force without a running host. */
public final class RouteValidation {
    private final DefaultRegistry beans = new DefaultRegistry();
    private final Properties properties;
    private final ClassLoader classes;
    private final Optional<Nodes> nodes;

    /**
     * Checks against what a host would have.
     *
     * @param beans what routes may refer to
     * @param properties what {@code {{key}}} stands for
     * @param nodes what routes may wake; nothing when that is not known
     */
    public RouteValidation(
            Map<String, Object> beans,
            Properties properties,
            ClassLoader classes,
            Optional<Nodes> nodes) {
        beans.forEach(this.beans::bind);
        this.properties = properties;
        this.classes = classes;
        this.nodes = nodes;
    }

    /**
     * Everything that is wrong, in the order of loading.
     *
     * @throws IOException when the user's folder cannot be listed
     */
    public List<RouteProblem> problems(RouteFiles files) throws IOException {
        RoutePlan plan = new RoutePlan(files.read(), Map.of(), files::bundled);
        List<RouteProblem> problems = new ArrayList<>(plan.problems().values());
        Function<String, Optional<String>> values =
                key -> Optional.ofNullable(properties.getProperty(key));
        WakeTargets targets = new WakeTargets(() -> nodes.orElse(Nodes.NONE), values);
        try (RouteCheck check = RouteCheck.with(beans, values, classes)) {
            for (RouteSource source : plan.inOrder()) {
                check.check(source).ifPresent(problems::add);
                if (nodes.isPresent()) {
                    problems.addAll(targets.unknownIn(source));
                }
            }
        }
        return problems;
    }
}
