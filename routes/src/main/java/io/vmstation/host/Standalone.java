package io.vmstation.host;

import io.vmstation.api.CallRoute;
import io.vmstation.api.Called;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.host.routes.RouteProblem;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.support.DefaultExchange;

/**
 * A host without listeners, timers and doors, for one command: of the routes in force, the user's
 * included, only those run that others call ({@code direct:}). Writes the ledger.
 */
public final class Standalone implements AutoCloseable {
    private final Main main;
    private final HostPlan plan;
    private final RouteLoader loader;

    private Standalone(Main main, HostPlan plan, RouteLoader loader) {
        this.main = main;
        this.plan = plan;
        this.loader = loader;
    }

    /**
     * Starts it.
     *
     * @throws StartFailure when it cannot run here: another host has the state folder
     */
    public static Standalone start(Overlay overlay, HostPlan plan, ClassLoader classes)
            throws StartFailure {
        Main main = configured(plan, classes);
        try {
            plan.parts().open();
            main.start();
            CamelContext context = main.getCamelContext();
            RouteLoader loader = new RouteLoader(context, new RouteFiles(overlay), plan.nodes());
            loader.sync();
            for (Route route : context.getRoutes()) {
                if (isCalled(route)) {
                    context.getRouteController().startRoute(route.getRouteId());
                }
            }
            return new Standalone(main, plan, loader);
        } catch (Exception e) {
            main.stop();
            plan.parts().close();
            throw e instanceof StartFailure known
                    ? known
                    : new StartFailure("VMStation could not start: " + e, e);
        }
    }

    private static boolean isCalled(Route route) {
        return route.getEndpoint().getEndpointUri().startsWith("direct:") && route.isAutoStartup();
    }

    private static Main configured(HostPlan plan, ClassLoader classes) {
        Main main = new Main();
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(settings());
        main.setInitialProperties(plan.properties());
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, plan.meters());
        plan.beans().forEach(main::bind);
        main.addMainListener(new UseClasses(classes));
        return main;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("camel.main.name", Host.NAME);
        settings.setProperty("camel.main.routesCollectorEnabled", "false");
        settings.setProperty("camel.main.autoConfigurationLogSummary", "false");
        settings.setProperty("camel.main.startupSummaryLevel", "Off");
        settings.setProperty("camel.main.autoStartup", "false");
        settings.setProperty("camel.main.jmxEnabled", "false");
        settings.setProperty("camel.main.shutdownTimeout", "1");
        settings.setProperty("camel.management.enabled", "false");
        return settings;
    }

    /** What is wrong with route files: their bundled version runs instead, if there is one. */
    public List<String> problems() {
        return loader.problems().values().stream().map(RouteProblem::toString).toList();
    }

    /**
     * Sends a request through a route.
     *
     * @param route its endpoint, {@code direct:wake-node}
     * @param variables of the request, by the names in {@code ExchangeVariables}
     * @return what came of it; completes normally
     */
    public CompletableFuture<Called> call(String route, Map<String, Object> variables) {
        long began = System.nanoTime();
        Exchange exchange = new DefaultExchange(main.getCamelContext());
        variables.forEach(exchange::setVariable);
        return CallRoute.call(main.getCamelContext(), route, exchange)
                .thenApply(call -> CallRoute.outcome(call, true, began));
    }

    @Override
    public void close() {
        plan.parts().drain();
        main.stop();
        plan.parts().close();
    }
}
