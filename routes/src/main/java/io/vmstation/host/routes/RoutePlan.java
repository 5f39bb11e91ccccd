package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides which version of each route file is to run: what the user wrote, or else the version that
 * runs, or else the bundled one.
 */
final class RoutePlan {
    private final Map<String, RouteSource> running;
    private final Function<String, Optional<RouteSource>> bundled;
    private final SortedMap<String, RouteSource> chosen = new TreeMap<>();
    private final SortedMap<String, RouteProblem> problems = new TreeMap<>();

    RoutePlan(
            RouteFiles.Snapshot snapshot,
            Map<String, RouteSource> running,
            Function<String, Optional<RouteSource>> bundled) {
        this.running = running;
        this.bundled = bundled;
        chosen.putAll(snapshot.sources());
        snapshot.problems().forEach(this::reject);
        rejectDuplicates();
    }

    /** Files to run, in the order of loading. */
    List<RouteSource> inOrder() {
        return chosen.values().stream().sorted(RouteSource.LOAD_ORDER).toList();
    }

    SortedMap<String, RouteSource> chosen() {
        return chosen;
    }

    SortedMap<String, RouteProblem> problems() {
        return problems;
    }

    /**
     * Notes a problem and takes the next best version, if there is one.
     *
     * @return that version
     */
    Optional<RouteSource> reject(String name, RouteProblem problem) {
        problems.putIfAbsent(name, problem);
        RouteSource refused = chosen.remove(name);
        Optional<RouteSource> next =
                Optional.ofNullable(running.get(name))
                        .or(() -> bundled.apply(name))
                        .filter(other -> refused == null || !other.sameTextAs(refused));
        next.ifPresent(other -> chosen.put(name, other));
        return next;
    }

    private void rejectDuplicates() {
        Map<String, RouteSource> owners = new HashMap<>();
        List<RouteSource> olderFirst = new ArrayList<>();
        inOrder().stream().filter(this::runsAlready).forEach(olderFirst::add);
        inOrder().stream().filter(source -> !runsAlready(source)).forEach(olderFirst::add);
        for (RouteSource source : olderFirst) {
            Optional<RouteSource> candidate = Optional.of(source);
            while (candidate.isPresent()) {
                Optional<RouteProblem> clash = claim(candidate.get(), owners);
                RouteSource refused = candidate.get();
                candidate = clash.flatMap(problem -> reject(refused.name(), problem));
            }
        }
    }

    private boolean runsAlready(RouteSource source) {
        RouteSource current = running.get(source.name());
        return current != null && current.sameTextAs(source);
    }

    private static Optional<RouteProblem> claim(
            RouteSource source, Map<String, RouteSource> owners) {
        Map<String, RouteSource> claims = new HashMap<>();
        for (RouteOutline.Entry entry : source.outline().entries()) {
            if (entry.kind() == RouteOutline.Kind.BEAN) {
                continue;
            }
            String claim = entry.kind() + " " + entry.id();
            RouteSource owner = claims.containsKey(claim) ? source : owners.get(claim);
            if (owner != null) {
                String what = entry.kind() == RouteOutline.Kind.ROUTE ? "route" : "route template";
                return Optional.of(
                        source.problem(
                                entry.line(),
                                "the %s id \"%s\" is taken already by %s: rename one of them"
                                        .formatted(what, entry.id(), owner.origin())));
            }
            claims.put(claim, source);
        }
        owners.putAll(claims);
        return Optional.empty();
    }
}
