package io.vmstation.host.routes;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;

/**
 * Lets the steps of a route that is made from a template be called {@code <route>.<step>}: without
 * a prefix two routes of one template would have steps of the same ids, which Camel refuses.
 */
final class PrefixTemplatedRoutes implements RouteBuilderLifecycleStrategy {
    @Override
    public void afterConfigure(RouteBuilder builder) {
        builder.getTemplatedRouteCollection()
                .getTemplatedRoutes()
                .forEach(
                        route -> {
                            if (route.getPrefixId() == null && route.getRouteId() != null) {
                                route.setPrefixId(route.getRouteId() + ".");
                            }
                        });
    }
}
