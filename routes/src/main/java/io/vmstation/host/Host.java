package io.vmstation.host;

import io.micrometer.core.instrument.Gauge;
import io.vmstation.host.routes.ManagedRouteFiles;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteHealth;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.host.routes.RouteWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.ManagementAgent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running host: Camel, the routes, the read-only door, the acting door. */
public final class Host implements AutoCloseable {
    /** Name of the Camel context, in JMX and in metrics. */
    public static final String NAME = "vmstation";

    private static final Logger log = LoggerFactory.getLogger(Host.class);
    private static final Duration LOOK_AT_ROUTES_EVERY = Duration.ofSeconds(3);

    private final Main main;
    private final RouteLoader loader;
    private final @Nullable RouteWatch watch;
    private final HostPlan plan;

    private Host(Main main, RouteLoader loader, @Nullable RouteWatch watch, HostPlan plan) {
        this.main = main;
        this.loader = loader;
        this.watch = watch;
        this.plan = plan;
    }

    /**
     * Starts a host; returns when its listeners are open.
     *
     * @throws StartFailure when it cannot run here; nothing of it is left then
     */
    public static Host start(Overlay overlay, HostPlan plan, ClassLoader classes)
            throws StartFailure {
        Main main = configured(plan, classes);
        try {
            tryDoor(plan);
            if (plan.api().isPresent()) {
                plan.api().get().door().tryOpen();
            }
            plan.parts().open();
            plan.parts().start();
            main.start();
            CamelContext context = main.getCamelContext();
            RouteLoader loader = new RouteLoader(context, new RouteFiles(overlay), plan.nodes());
            publish(context, loader, plan);
            loader.sync();
            plan.parts().listening(Listeners.of(context));
            if (plan.api().isPresent()) {
                plan.api().get().door().open();
            }
            return new Host(main, loader, watch(overlay, loader), plan);
        } catch (Exception e) {
            stop(main);
            close(plan);
            throw e instanceof StartFailure known
                    ? known
                    : new StartFailure("VMStation could not start: " + e, e);
        }
    }

    private static Main configured(HostPlan plan, ClassLoader classes) {
        Main main = new Main();
        // The shutdown hook is ours: Camel's waits for a minute when a start fails half-way.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(
                new CamelSettings(plan.metricsHost(), plan.metricsPort(), plan.drain())
                        .asProperties());
        main.setInitialProperties(plan.properties());
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, plan.meters());
        main.bind(HeaderlessExec.BEAN, new HeaderlessExec());
        plan.beans().forEach(main::bind);
        main.addMainListener(new UseClasses(classes));
        return main;
    }

    private static void publish(CamelContext context, RouteLoader loader, HostPlan plan)
            throws Exception {
        Gauge.builder("vmstation.route.files.broken", loader, l -> l.problems().size())
                .register(plan.meters());
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        health.register(new RouteHealth(loader));
        context.getRegistry().findByType(HealthCheck.class).forEach(health::register);
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        ManagedCamelContext managed =
                context.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        if (agent != null && managed != null) {
            agent.register(
                    new ManagedRouteFiles(loader),
                    new ObjectName(
                            "org.apache.camel:context=%s,type=services,name=RouteFiles"
                                    .formatted(context.getManagementName())));
        }
    }

    private static @Nullable RouteWatch watch(Overlay overlay, RouteLoader loader)
            throws IOException {
        Optional<Path> folder = overlay.home().folder();
        return folder.isEmpty()
                ? null
                : new RouteWatch(loader, folder.get().resolve("routes"), LOOK_AT_ROUTES_EVERY);
    }

    /** Camel's server only logs it when its port is taken, so this looks before. */
    private static void tryDoor(HostPlan plan) throws StartFailure {
        try (ServerSocket door = new ServerSocket()) {
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(plan.metricsHost(), plan.metricsPort()));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure(
                    "the door for health and metrics cannot be opened at %s:%d (%s): set metrics.host and metrics.port, or end the program that has it"
                            .formatted(plan.metricsHost(), plan.metricsPort(), e.getMessage()),
                    e);
        }
    }

    /** The context that runs the routes. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The port of the API; 0 when it has none. */
    public int apiPort() {
        return plan.api().map(api -> api.door().getServerPort()).orElse(0);
    }

    /** What keeps the routes up to date with their files. */
    public RouteLoader routes() {
        return loader;
    }

    /** Stops: held clients at once, relayed ones within the drain time. May be called again. */
    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException e) {
            log.warn("Watching the routes did not end well: reason={}", e.toString());
        }
        plan.parts().drain();
        stop(main);
        close(plan);
    }

    private static void close(HostPlan plan) {
        plan.api().ifPresent(api -> api.door().close());
        plan.parts().close();
    }

    private static void stop(Main main) {
        try {
            main.stop();
        } catch (RuntimeException e) {
            log.warn("Camel did not stop well: reason={}", e.toString());
        }
    }
}
