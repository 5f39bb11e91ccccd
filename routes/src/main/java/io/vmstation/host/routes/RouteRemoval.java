package io.vmstation.host.routes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Removes a route at once and lets the exchanges that are still in it go on to their end.
 *
 * <p>Camel would wait for them, and fail those that are not through in time: an exchange here may
 * wait minutes for a machine to boot. So the removed route's steps are made to run again, without
 * its consumer; they are collected with the last exchange in them.
 */
record RouteRemoval(CamelContext context) {
    private static final long PATIENCE_SECONDS = 5;

    void remove(String routeId) throws Exception {
        Route route = context.getRoute(routeId);
        boolean busy = route != null && context.getInflightRepository().size(routeId) != 0;
        Set<Service> steps = busy ? steps(route) : Set.of();
        if (busy) {
            ServiceHelper.stopService(route.getConsumer());
            context.getInflightRepository().removeRoute(routeId);
        }
        context.getRouteController().stopRoute(routeId, PATIENCE_SECONDS, TimeUnit.SECONDS);
        context.removeRoute(routeId);
        ServiceHelper.startService(steps);
    }

    /** Everything that runs in a route but what feeds it, the innermost first. */
    private static Set<Service> steps(Route route) {
        Set<Service> services = new LinkedHashSet<>();
        List<Object> roots = new ArrayList<>(route.getServices());
        roots.addAll(route.getOnExceptions());
        roots.addAll(route.getOnCompletions());
        for (Object root : roots) {
            if (root instanceof Service service) {
                services.addAll(ServiceHelper.getChildServices(service, true));
            }
        }
        services.removeIf(service -> service instanceof Consumer || service instanceof Endpoint);
        List<Service> innermostFirst = new ArrayList<>(services);
        Collections.reverse(innermostFirst);
        return new LinkedHashSet<>(innermostFirst);
    }
}
