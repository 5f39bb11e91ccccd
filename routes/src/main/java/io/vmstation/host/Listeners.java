package io.vmstation.host;

import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyEndpoint;

/** The TCP ports at which routes listen now. */
public final class Listeners {
    private Listeners() {}

    /** Address and port by id of the route; only of routes that run. */
    public static Map<String, String> of(CamelContext context) {
        Map<String, String> found = new TreeMap<>();
        for (Route route : context.getRoutes()) {
            if (route.getEndpoint() instanceof NettyEndpoint endpoint
                    && route.getUptimeMillis() > 0) {
                NettyConfiguration configuration = endpoint.getConfiguration();
                found.put(
                        route.getRouteId(),
                        configuration.getHost() + ":" + configuration.getPort());
            }
        }
        return found;
    }

    /** The port of an address that {@link #of} gave. */
    static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
