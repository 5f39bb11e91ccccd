package io.vmstation.host.routes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away context in which route files are made into routes that never start. Shares beans,
 * properties and classes with the host, changes none of them.
 */
final class RouteCheck implements AutoCloseable {
    /** A route configuration shows its defects only when there is a route to apply it to. */
    private static final RouteSource PROBE =
            new RouteSource(
                    "probe.yaml",
                    "probe",
                    "- route: {id: probe, from: {uri: \"direct:probe\", steps: [{stop: {}}]}}",
                    new RouteOutline(List.of(), List.of(), false, false));

    private final DefaultCamelContext context;
    private final RouteTable table;

    private RouteCheck(DefaultCamelContext context) {
        this.context = context;
        this.table = new RouteTable(context);
    }

    /**
     * Beside a running context.
     *
     * @param hidden names of beans that come from route files
     */
    static RouteCheck beside(CamelContext host, Set<String> hidden) {
        ClassLoader loader = host.getApplicationContextClassLoader();
        return with(
                new LayeredRegistry(host.getRegistry(), hidden),
                key -> host.getPropertiesComponent().resolveProperty(key),
                loader == null ? RouteCheck.class.getClassLoader() : loader);
    }

    /** With no running context. */
    static RouteCheck with(
            Registry beans, Function<String, Optional<String>> properties, ClassLoader classes) {
        DefaultCamelContext context = new DefaultCamelContext(new LayeredRegistry(beans, Set.of()));
        context.disableJMX();
        context.setAutoStartup(false);
        context.setApplicationContextClassLoader(classes);
        context.getClassResolver().addClassLoader(classes);
        context.getCamelContextExtension().setName("check");
        if (beans.findByType(PrefixTemplatedRoutes.class).isEmpty()) {
            context.getRegistry().bind("prefixTemplatedRoutes", new PrefixTemplatedRoutes());
        }
        PropertiesComponent placeholders = (PropertiesComponent) context.getPropertiesComponent();
        isolate(placeholders);
        placeholders.addPropertiesSource(new Source(properties));
        context.start();
        return new RouteCheck(context);
    }

    /** The environment of the process is no source of placeholders: it is merged in before. */
    static void isolate(PropertiesComponent placeholders) {
        placeholders.setEnvironmentVariableMode(
                PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
    }

    /**
     * Tries a file; what it brought stays, for files that need it, unless it failed.
     *
     * @return what is wrong with it
     */
    Optional<RouteProblem> check(RouteSource source) {
        if (context.getStatus() != ServiceStatus.Started) {
            throw new IllegalStateException("closed");
        }
        try {
            table.load(source);
            if (source.outline().configures()) {
                table.load(PROBE);
                table.unload(PROBE.name());
            }
            return Optional.empty();
        } catch (Exception e) {
            RouteProblem problem = ProblemFinder.find(e, source, table.placeOf(e));
            try {
                table.unload(PROBE.name());
                table.unload(source.name());
            } catch (Exception cleanup) {
                e.addSuppressed(cleanup);
            }
            return Optional.of(problem);
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    private record Source(Function<String, Optional<String>> properties)
            implements PropertiesSource {
        @Override
        public String getName() {
            return "host";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return properties.apply(name).orElse(null);
        }
    }
}
