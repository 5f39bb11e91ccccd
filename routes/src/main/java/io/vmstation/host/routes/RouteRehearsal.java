package io.vmstation.host.routes;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * Tries a plan in a throw-away context, and makes it a better one.
 *
 * @param context the context that runs
 * @param running the files that run in it
 * @param bundled finds the file that came with the application
 */
record RouteRehearsal(
        CamelContext context,
        Map<String, RouteSource> running,
        Function<String, Optional<RouteSource>> bundled) {

    /**
     * Rejects what fails. At the start there is nothing to protect, so it is left out then unless a
     * file reaches into the others.
     *
     * @return files whose running version must be left as it is, since it could not be made again
     */
    Set<String> of(RoutePlan plan) {
        Set<String> untouchable = new HashSet<>();
        if (running.isEmpty() && plan.inOrder().stream().noneMatch(this::reachesOthers)) {
            return untouchable;
        }
        try (RouteCheck check = RouteCheck.beside(context, beansOfFiles())) {
            for (RouteSource source : plan.inOrder()) {
                if (!survives(source, plan, check)) {
                    untouchable.add(source.name());
                }
            }
        }
        return untouchable;
    }

    private boolean survives(RouteSource source, RoutePlan plan, RouteCheck check) {
        Optional<RouteSource> candidate = Optional.of(source);
        while (candidate.isPresent()) {
            RouteSource tried = candidate.get();
            Optional<RouteProblem> problem = check.check(tried);
            RouteSource current = running.get(tried.name());
            if (problem.isPresent() && current != null && current.sameTextAs(tried)) {
                plan.problems().putIfAbsent(tried.name(), problem.get());
                return false;
            }
            candidate = problem.flatMap(found -> plan.reject(tried.name(), found));
        }
        return true;
    }

    private Set<String> beansOfFiles() {
        return running.values().stream()
                .flatMap(source -> source.outline().ofKind(RouteOutline.Kind.BEAN))
                .map(RouteOutline.Entry::id)
                .collect(Collectors.toSet());
    }

    /** Whether this is a route configuration of the user: its defects would show in all routes. */
    private boolean reachesOthers(RouteSource source) {
        return source.outline().configures()
                && bundled.apply(source.name()).filter(source::sameTextAs).isEmpty();
    }
}
