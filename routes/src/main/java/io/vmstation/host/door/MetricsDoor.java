package io.vmstation.host.door;

import io.vertx.ext.web.Route;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The read-only door, for routes that show something where {@code /metrics} is: such a route has
 * the parameter {@code platformHttpEngine: "#metricsDoor"}. Anybody in the network comes in here,
 * so nothing behind it may act. Thread-safe.
 */
public final class MetricsDoor extends ServiceSupport implements PlatformHttpEngine {
    /** Name of the bean by which routes refer to it. */
    public static final String BEAN = "metricsDoor";

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new DoorConsumer(
                endpoint, processor, path -> route(endpoint.getCamelContext(), path));
    }

    /** Camel opens the server before it starts routes. */
    private static Route route(CamelContext context, String path) {
        ManagementHttpServer server = context.hasService(ManagementHttpServer.class);
        if (server == null || server.getRouter() == null) {
            throw new IllegalStateException("the door for health and metrics is not open");
        }
        return server.getRouter().route(path);
    }

    /** Not known here: its address is a setting. */
    @Override
    public int getServerPort() {
        return 0;
    }
}
