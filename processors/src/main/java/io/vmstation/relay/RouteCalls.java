package io.vmstation.relay;

import io.vmstation.spi.ExchangeVariables;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.netty.NettyConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a listener's route, once for a client. When a client leaves, its exchange goes on, and the
 * next client of the same source waits for that one instead of starting another: so a source that
 * connects and leaves all the time has no more exchanges under way than it has places. Thread-safe.
 */
final class RouteCalls {
    private static final Logger log = LoggerFactory.getLogger(RouteCalls.class);

    private final NettyConsumer consumer;
    private final Executor starters;
    private final Map<String, Deque<RouteCall>> left = new HashMap<>();

    /**
     * @param consumer whose route is started
     * @param starters runs the first steps of the route, never on a Netty thread
     */
    RouteCalls(NettyConsumer consumer, Executor starters) {
        this.consumer = consumer;
        this.starters = starters;
    }

    /**
     * Starts the route for a client.
     *
     * @param client told the outcome once, on any thread, unless {@link #leave} was in time
     */
    RouteCall start(String source, Consumer<WakeOutcome> client) {
        RouteCall adopted = adopt(source, client);
        if (adopted != null) {
            return adopted;
        }
        RouteCall call = new RouteCall(source, client);
        try {
            starters.execute(() -> run(call));
        } catch (RejectedExecutionException e) {
            log.debug("Route not started, the host stops: source={}", source);
            call.end(WakeOutcome.unserved(WakeOutcome.RETRY_AFTER_SECONDS));
        }
        return call;
    }

    /** The client of {@code call} no longer waits; its exchange goes on. */
    synchronized void leave(RouteCall call) {
        if (call.leave()) {
            left.computeIfAbsent(call.source(), source -> new ArrayDeque<>()).add(call);
        }
    }

    private synchronized @Nullable RouteCall adopt(String source, Consumer<WakeOutcome> client) {
        Deque<RouteCall> calls = left.getOrDefault(source, new ArrayDeque<>());
        RouteCall adopted = null;
        while (adopted == null && !calls.isEmpty()) {
            RouteCall call = calls.remove();
            adopted = call.adopt(client) ? call : null;
        }
        if (calls.isEmpty()) {
            left.remove(source);
        }
        return adopted;
    }

    private void run(RouteCall call) {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            exchange.setVariable(ExchangeVariables.SOURCE, call.source());
            consumer.createUoW(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            log.warn("Route could not be started: route={}", consumer.getRouteId(), e);
            end(call, exchange);
            return;
        }
        consumer.getAsyncProcessor().process(exchange, doneSync -> end(call, exchange));
    }

    private void end(RouteCall call, Exchange exchange) {
        WakeOutcome outcome = outcomeOf(exchange);
        consumer.doneUoW(exchange);
        consumer.releaseExchange(exchange, false);
        synchronized (this) {
            Deque<RouteCall> calls = left.get(call.source());
            if (calls != null && calls.remove(call) && calls.isEmpty()) {
                left.remove(call.source());
            }
        }
        call.end(outcome);
    }

    private WakeOutcome outcomeOf(Exchange exchange) {
        try {
            return WakeOutcome.of(exchange);
        } catch (RuntimeException e) {
            log.warn("Route set no usable target: route={}", consumer.getRouteId(), e);
            return WakeOutcome.unserved(WakeOutcome.RETRY_AFTER_SECONDS);
        }
    }
}
