package io.vmstation.host.routes;

import io.vmstation.node.Nodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.SupervisingRouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routes of a running context equal to the route files in force.
 *
 * <p>A file that is broken takes nothing else down: its last good version goes on running, at the
 * start the bundled one of the same name. Everything that can be tried is tried in a throw-away
 * context before the running version is touched. Thread-safe.
 */
public final class RouteLoader {
    private static final Logger log = LoggerFactory.getLogger(RouteLoader.class);

    private final CamelContext context;
    private final RouteFiles files;
    private final RouteTable table;
    private final WakeTargets targets;
    private final SortedMap<String, RouteSource> running = new TreeMap<>();
    private SortedMap<String, String> seen = new TreeMap<>();
    private volatile Map<String, RouteProblem> rejected = Map.of();
    private volatile Map<String, String> fileOfRoute = Map.of();

    /**
     * For a context that has been started and has no routes of the files yet.
     *
     * @param nodes what the routes may wake
     */
    public RouteLoader(CamelContext context, RouteFiles files, Supplier<Nodes> nodes) {
        this.context = context;
        this.files = files;
        if (context.getRegistry().findByType(PrefixTemplatedRoutes.class).isEmpty()) {
            context.getRegistry().bind("prefixTemplatedRoutes", new PrefixTemplatedRoutes());
        }
        RouteCheck.isolate((PropertiesComponent) context.getPropertiesComponent());
        this.table = new RouteTable(context);
        this.targets =
                new WakeTargets(
                        nodes, key -> context.getPropertiesComponent().resolveProperty(key));
    }

    /**
     * Brings the routes up to date with the files. Cheap when nothing has changed.
     *
     * @throws IOException when the user's folder cannot be listed; everything goes on as it was
     */
    public synchronized void sync() throws IOException {
        RouteFiles.Snapshot now = files.read();
        if (!now.texts().equals(seen)) {
            seen = now.texts();
            apply(now);
        }
    }

    /** Like {@link #sync()}, and gives every rejected file another try. */
    public synchronized void reload() throws IOException {
        RouteFiles.Snapshot now = files.read();
        seen = now.texts();
        apply(now);
    }

    /** The texts now on disk, to see whether somebody is still writing. */
    SortedMap<String, String> texts() throws IOException {
        return files.read().texts();
    }

    /** Texts that were taken into account last. */
    synchronized SortedMap<String, String> seen() {
        return seen;
    }

    /** What is wrong now, by file name: files that were refused, and routes that cannot start. */
    public Map<String, RouteProblem> problems() {
        SortedMap<String, RouteProblem> all = new TreeMap<>(rejected);
        if (context.getRouteController() instanceof SupervisingRouteController supervisor) {
            for (Route route : supervisor.getRestartingRoutes()) {
                Throwable latest = supervisor.getRestartException(route.getRouteId());
                Throwable reason = latest != null ? latest : table.firstFailure(route.getRouteId());
                if (reason != null) {
                    String file = fileOfRoute.getOrDefault(route.getRouteId(), route.getRouteId());
                    all.putIfAbsent(file, cannotStart(file, route, reason));
                }
            }
        }
        return Collections.unmodifiableMap(all);
    }

    private static RouteProblem cannotStart(String file, Route route, Throwable reason) {
        Throwable root = reason;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new RouteProblem(
                "routes/" + file,
                0,
                "route %s cannot start yet, it is tried again: endpoint=%s, reason=%s"
                        .formatted(
                                route.getRouteId(),
                                route.getEndpoint().getEndpointBaseUri(),
                                root.getMessage()));
    }

    private void apply(RouteFiles.Snapshot now) {
        RoutePlan plan = new RoutePlan(now, running, files::bundled);
        Set<String> untouchable = new RouteRehearsal(context, running, files::bundled).of(plan);
        Set<String> affected = affected(plan, untouchable);
        SortedMap<String, RouteSource> before = new TreeMap<>(running);
        takeOut(affected);
        for (RouteSource source : plan.inOrder()) {
            if (affected.contains(source.name())) {
                bringIn(source, plan, before);
            }
        }
        report(plan, before.keySet());
        rejected = new TreeMap<>(plan.problems());
        remember();
    }

    private Set<String> affected(RoutePlan plan, Set<String> untouchable) {
        Set<String> affected = new HashSet<>();
        List<RouteSource> changed = new ArrayList<>();
        running.forEach(
                (name, old) -> {
                    RouteSource next = plan.chosen().get(name);
                    if (next == null || !next.sameTextAs(old)) {
                        affected.add(name);
                        changed.add(old);
                    }
                });
        plan.chosen()
                .forEach(
                        (name, next) -> {
                            RouteSource old = running.get(name);
                            if (old == null || !next.sameTextAs(old)) {
                                affected.add(name);
                                changed.add(next);
                            }
                        });
        running.forEach(
                (name, source) -> {
                    if (!untouchable.contains(name)
                            && changed.stream().anyMatch(source::dependsOn)) {
                        affected.add(name);
                    }
                });
        return affected;
    }

    private void takeOut(Set<String> names) {
        List<RouteSource> order = new ArrayList<>(running.values());
        order.sort(RouteSource.LOAD_ORDER.reversed());
        for (RouteSource source : order) {
            if (names.contains(source.name())) {
                takeOut(source.name());
                running.remove(source.name());
            }
        }
    }

    private void takeOut(String name) {
        try {
            table.unload(name);
        } catch (Exception e) {
            log.error("Routes could not be taken out: file={}", name, e);
        }
    }

    private void bringIn(
            RouteSource source, RoutePlan plan, SortedMap<String, RouteSource> before) {
        try {
            List<String> routes = table.load(source);
            running.put(source.name(), source);
            log.info("Route file loaded: file={}, routes={}", source.origin(), routes);
            targets.unknownIn(source).forEach(RouteLoader::warn);
        } catch (Exception e) {
            RouteProblem problem = ProblemFinder.find(e, source, table.placeOf(e));
            takeOut(source.name());
            plan.problems().putIfAbsent(source.name(), problem);
            Optional.ofNullable(before.get(source.name()))
                    .or(() -> files.bundled(source.name()))
                    .filter(other -> !other.sameTextAs(source))
                    .ifPresent(other -> bringIn(other, plan, new TreeMap<>()));
        }
    }

    /** It listens all the same: the node may be added while the host runs. */
    private static void warn(RouteProblem problem) {
        log.warn("Route cannot wake anything yet: {}", problem);
    }

    private void report(RoutePlan plan, Set<String> ranBefore) {
        ranBefore.stream()
                .filter(name -> !running.containsKey(name))
                .forEach(name -> log.info("Route file removed: file=routes/{}", name));
        plan.problems()
                .forEach(
                        (name, problem) -> {
                            if (!problem.equals(rejected.get(name))) {
                                log.error(
                                        "Route file rejected: {}, running={}", problem, fate(name));
                            }
                        });
        rejected.keySet().stream()
                .filter(name -> running.containsKey(name) && !plan.problems().containsKey(name))
                .forEach(name -> log.info("Route file is right again: file=routes/{}", name));
    }

    private String fate(String name) {
        RouteSource source = running.get(name);
        return source == null ? "nothing of it" : source.origin() + " as it was before";
    }

    private void remember() {
        Map<String, String> byRoute = new TreeMap<>();
        running.keySet()
                .forEach(name -> table.routes(name).forEach(route -> byRoute.put(route, name)));
        fileOfRoute = byRoute;
    }
}
