package io.vmstation.host.door;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vmstation.api.DoorRules;
import io.vmstation.spi.ExchangeVariables;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One {@code platform-http} route at a door. Of the endpoint's options it knows {@code
 * httpMethodRestrict}, {@code matchOnUriPrefix}, {@code consumes} and {@code produces}. The
 * variable {@code source} holds the client's address. Holds no thread while the route waits.
 */
final class DoorConsumer extends DefaultConsumer implements PlatformHttpConsumer {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)\\}");

    private final Function<String, Route> places;
    private @Nullable Route route;

    /**
     * @param places makes a place at a door, from a path as Vert.x writes it
     */
    DoorConsumer(
            PlatformHttpEndpoint endpoint, Processor processor, Function<String, Route> places) {
        super(endpoint, processor);
        this.places = requireNonNull(places, "places is null");
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PlatformHttpEndpoint endpoint = getEndpoint();
        String path =
                endpoint.getPath().startsWith("/") ? endpoint.getPath() : "/" + endpoint.getPath();
        Route added =
                places.apply(
                        PARAMETER.matcher(path).replaceAll(":$1")
                                + (endpoint.isMatchOnUriPrefix() && !path.endsWith("*")
                                        ? "*"
                                        : ""));
        Set<Method> methods = Method.parseList(endpoint.getHttpMethodRestrict());
        if (!methods.equals(Method.getAll())) {
            methods.forEach(method -> added.method(HttpMethod.valueOf(method.name())));
        }
        types(endpoint.getConsumes()).forEach(added::consumes);
        types(endpoint.getProduces()).forEach(added::produces);
        added.handler(BodyHandler.create(false).setBodyLimit(DoorRules.MOST_BYTES));
        added.handler(this::serve);
        route = added;
    }

    private static Iterable<String> types(@Nullable String list) {
        return list == null ? Set.of() : Arrays.asList(list.split(",", -1));
    }

    @Override
    protected void doStop() throws Exception {
        if (route != null) {
            route.remove();
            route = null;
        }
        super.doStop();
    }

    private void serve(RoutingContext context) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        Map<String, Object> request = fill(exchange, context);
        Context loop = context.vertx().getOrCreateContext();
        // The first steps may block, so they have a thread of their own until the first that waits.
        var unused =
                context.vertx()
                        .executeBlocking(
                                () -> begin(exchange, () -> end(exchange, request, context, loop)),
                                false)
                        .onFailure(context::fail);
    }

    private boolean begin(Exchange exchange, Runnable end) throws Exception {
        createUoW(exchange);
        return getAsyncProcessor().process(exchange, sync -> end.run());
    }

    private void end(
            Exchange exchange, Map<String, Object> request, RoutingContext context, Context loop) {
        DoorAnswer answer =
                DoorAnswer.of(exchange, getEndpoint().getHeaderFilterStrategy(), request);
        doneUoW(exchange);
        releaseExchange(exchange, false);
        loop.runOnContext(nothing -> answer.write(context));
    }

    /** Fills in the message; returns its headers as they came, which are no part of the answer. */
    private Map<String, Object> fill(Exchange exchange, RoutingContext context) {
        Message message = exchange.getIn();
        HeaderFilterStrategy filter = getEndpoint().getHeaderFilterStrategy();
        Map<String, Object> headers = message.getHeaders();
        context.request()
                .headers()
                .forEach((name, value) -> put(headers, filter, exchange, name, value));
        context.queryParams().forEach((name, value) -> put(headers, filter, exchange, name, value));
        headers.putAll(context.pathParams());
        headers.put(Exchange.HTTP_METHOD, context.request().method().name());
        headers.put(Exchange.HTTP_PATH, context.normalizedPath());
        headers.put(Exchange.HTTP_URI, context.request().path());
        String query = context.request().query();
        headers.put(Exchange.HTTP_QUERY, query == null ? "" : query);
        if (context.body() != null && context.body().length() > 0) {
            message.setBody(context.body().buffer().getBytes());
        }
        exchange.setVariable(
                ExchangeVariables.SOURCE, context.request().remoteAddress().hostAddress());
        return new HashMap<>(headers);
    }

    /** No caller sets what only Camel may set, such as CamelHttpResponseCode. */
    private static void put(
            Map<String, Object> headers,
            HeaderFilterStrategy filter,
            Exchange exchange,
            String name,
            String value) {
        if (!filter.applyFilterToExternalHeaders(name, value, exchange)) {
            headers.put(name, value);
        }
    }
}
