package io.vmstation.host.door;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vmstation.api.ApiProblem;
import io.vmstation.api.DoorRules;
import io.vmstation.api.DoorSettings;
import io.vmstation.host.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The acting door: the HTTP server of every {@code platform-http} route, ours and the user's, that
 * does not name the {@link MetricsDoor}, and of nothing else. {@link DoorRules} judge each request
 * before a route hears of it. Thread-safe.
 *
 * <p>It takes the place of Camel's own engine, which keeps a thread for as long as a route waits.
 */
public final class Door extends ServiceSupport implements PlatformHttpEngine, AutoCloseable {
    /** Name of the bean by which Camel finds it. */
    public static final String BEAN = "platform-http-engine";

    private static final Logger log = LoggerFactory.getLogger(Door.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int LONGEST_FIRST_LINE = 4 * 1024;
    private static final int WORKERS = 4;
    private static final int PATIENCE_SECONDS = 10;

    /**
     * In which a client that has connected must have asked: whoever only holds the line loses it.
     */
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);

    /** Longer than any request waits, which looks idle too. */
    private static final int IDLE_MINUTES = 30;

    private final DoorSettings settings;
    private final DoorGuard guard;
    private final Duration firstRequest;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<HttpConnection> silent = ConcurrentHashMap.newKeySet();
    private @Nullable Vertx vertx;
    private @Nullable Router router;
    private @Nullable HttpServer server;

    /** Lets in whom {@code rules} let in. Opens nothing yet. */
    public Door(DoorSettings settings, DoorRules rules) {
        this(settings, rules, FIRST_REQUEST);
    }

    Door(DoorSettings settings, DoorRules rules, Duration firstRequest) {
        this.firstRequest = requireNonNull(firstRequest, "firstRequest is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.guard = new DoorGuard(rules);
    }

    /**
     * Finds out whether it can be opened.
     *
     * @throws StartFailure when its address cannot be had
     */
    public void tryOpen() throws StartFailure {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Lets requests in from now on.
     *
     * @throws StartFailure when its address cannot be had
     */
    public synchronized void open() throws StartFailure {
        Router routes = router();
        HttpServer opening =
                vertx().createHttpServer(options())
                        .connectionHandler(this::count)
                        .invalidRequestHandler(Door::refuseInvalid)
                        .requestHandler(request -> admit(request, routes));
        try {
            opening.listen(settings.port(), settings.host().getHostAddress())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            server = opening;
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(e);
        }
    }

    private StartFailure failure(Throwable cause) {
        return new StartFailure(
                "the door for the API cannot be opened at %s:%d (%s): set api.host and api.port, or end the program that has it"
                        .formatted(
                                settings.host().getHostAddress(),
                                settings.port(),
                                cause.getMessage()),
                cause);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(LONGEST_FIRST_LINE)
                .setIdleTimeoutUnit(TimeUnit.MINUTES)
                .setIdleTimeout(IDLE_MINUTES);
    }

    private void count(HttpConnection connection) {
        connection.closeHandler(
                gone -> {
                    connections.decrementAndGet();
                    silent.remove(connection);
                });
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            var unused = connection.close();
            return;
        }
        silent.add(connection);
        var unused =
                vertx().setTimer(
                                firstRequest.toMillis(),
                                timer -> {
                                    if (silent.remove(connection)) {
                                        var unusedEnd = connection.close();
                                    }
                                });
    }

    private void admit(HttpServerRequest request, Router routes) {
        silent.remove(request.connection());
        guard.admit(request, routes);
    }

    private static void refuseInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        int status =
                reason.contains("header is larger")
                        ? 431
                        : reason.contains("line is larger") ? 414 : 400;
        ApiProblem problem = new ApiProblem(status, "The request is not valid HTTP, or too long.");
        request.response()
                .setStatusCode(status)
                .putHeader("Connection", "close")
                .putHeader("Content-Type", ApiProblem.MEDIA_TYPE)
                .end(problem.toJson().toString())
                .onComplete(written -> request.connection().close());
    }

    /** The port it listens on; 0 when it is closed. */
    @Override
    public synchronized int getServerPort() {
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new DoorConsumer(endpoint, processor, this::route);
    }

    /** A new place behind the guard. */
    synchronized Route route(String path) {
        return router().route(path);
    }

    private Router router() {
        if (router == null) {
            router = DoorGuard.explained(Router.router(vertx()));
        }
        return router;
    }

    private Vertx vertx() {
        if (vertx == null) {
            VertxOptions options =
                    new VertxOptions().setWorkerPoolSize(WORKERS).setEventLoopPoolSize(1);
            vertx = Vertx.vertx(options);
        }
        return vertx;
    }

    /** Closes the listener and every connection. May be called again, and before it was opened. */
    @Override
    public synchronized void close() {
        if (vertx != null) {
            try {
                vertx.close()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.warn("The API did not close well: reason={}", e.toString());
            }
            vertx = null;
            router = null;
            server = null;
        }
    }
}
