package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Which file has brought what into one Camel context. Not thread-safe. */
final class RouteTable {

    private final CamelContext context;
    private final Model model;
    private final RouteRemoval removal;
    private final Map<String, Loaded> files = new HashMap<>();
    private final Map<String, Throwable> firstFailures = new ConcurrentHashMap<>();

    private record Loaded(
            List<RouteDefinition> routes,
            List<RouteTemplateDefinition> templates,
            List<RouteConfigurationDefinition> configurations,
            List<String> beans) {}

    RouteTable(CamelContext context) {
        this.context = context;
        this.removal = new RouteRemoval(context);
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /**
     * Loads a file. When it fails, {@link #unload} takes back what was brought in until then.
     *
     * @return ids of its routes
     */
    List<String> load(RouteSource source) throws Exception {
        Set<Object> before = everything();
        try {
            if (!source.outline().isEmpty()) {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.fromString(source.name(), source.text()));
            }
        } finally {
            List<String> beans =
                    source.outline()
                            .ofKind(RouteOutline.Kind.BEAN)
                            .map(RouteOutline.Entry::id)
                            .toList();
            files.put(
                    source.name(),
                    new Loaded(
                            without(before, model.getRouteDefinitions()),
                            without(before, model.getRouteTemplateDefinitions()),
                            without(before, model.getRouteConfigurationDefinitions()),
                            beans));
        }
        List<String> routes = routes(source.name());
        routes.forEach(this::start);
        return routes;
    }

    /**
     * A supervised context leaves the start of a route that comes later to whoever adds it, and
     * tries again by itself when it fails.
     */
    private void start(String id) {
        Route route = context.getRoute(id);
        if (route == null || !Boolean.TRUE.equals(route.getProperties().get(Route.SUPERVISED))) {
            return;
        }
        try {
            context.getRouteController().startRoute(id);
        } catch (Exception e) {
            firstFailures.put(id, e);
        }
    }

    private Set<Object> everything() {
        Set<Object> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(model.getRouteDefinitions());
        all.addAll(model.getRouteTemplateDefinitions());
        all.addAll(model.getRouteConfigurationDefinitions());
        return all;
    }

    private static <T> List<T> without(Set<Object> before, List<T> now) {
        return now.stream().filter(definition -> !before.contains(definition)).toList();
    }

    /** Why a route could not be started when it came; null when it could. Safe from any thread. */
    @Nullable Throwable firstFailure(String routeId) {
        return firstFailures.get(routeId);
    }

    /** Where the step stands that a failed load names, while the file is not yet unloaded. */
    Optional<StepPlace> placeOf(Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof FailedToCreateRouteException created) {
                RouteDefinition route = model.getRouteDefinition(created.getRouteId());
                return route == null ? Optional.empty() : StepPlace.of(route, created);
            }
        }
        return Optional.empty();
    }

    /** Ids of the routes of a file. */
    List<String> routes(String name) {
        Loaded loaded = files.get(name);
        return loaded == null
                ? List.of()
                : loaded.routes().stream().map(RouteDefinition::getRouteId).toList();
    }

    /**
     * Takes everything of a file out of the context. Listeners close at once; exchanges under way
     * go on.
     */
    void unload(String name) throws Exception {
        Loaded loaded = files.remove(name);
        if (loaded == null) {
            return;
        }
        List<RouteDefinition> routes = new ArrayList<>(loaded.routes());
        Collections.reverse(routes);
        for (RouteDefinition route : routes) {
            removal.remove(route.getRouteId());
            firstFailures.remove(route.getRouteId());
            model.removeRouteDefinition(route);
        }
        for (RouteTemplateDefinition template : loaded.templates()) {
            model.removeRouteTemplateDefinition(template);
        }
        for (RouteConfigurationDefinition configuration : loaded.configurations()) {
            model.removeRouteConfiguration(configuration);
        }
        for (String bean : loaded.beans()) {
            context.getRegistry().unbind(bean);
        }
    }
}
