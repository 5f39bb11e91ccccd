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
     * @param client told the outcome once, on any thread, unless {@link RouteCall#leave} was in
     *     time
     */
    RouteCall start(String source, Consumer<WakeOutcome> client) {
        RouteCall adopted = adopt(source, client);
        if (adopted != null) {
            return adopted;
        }
        RouteCall call = new RouteCall(this, source, client);
        try {
            starters.execute(() -> run(call));
        } catch (RejectedExecutionException e) {
            log.debug("Route not started, the host stops: source={}", source);
            call.end(WakeOutcome.unserved(WakeOutcome.RETRY_AFTER_SECONDS));
        }
        return call;
    }

    /** Nobody waits for {@code call}, which has not ended. */
    synchronized void add(RouteCall call) {
        left.computeIfAbsent(call.source(), source -> new ArrayDeque<>()).add(call);
    }

    /** {@code call} has ended. */
    synchronized void remove(RouteCall call) {
        left.computeIfPresent(
                call.source(),
                (source, calls) -> calls.remove(call) && calls.isEmpty() ? null : calls);
    }

    private synchronized @Nullable RouteCall adopt(String source, Consumer<WakeOutcome> client) {
        Deque<RouteCall> calls = left.get(source);
        if (calls == null) {
            return null;
        }
        RouteCall adopted = calls.remove();
        adopted.adopt(client);
        if (calls.isEmpty()) {
            left.remove(source);
        }
        return adopted;
    }

    private void run(RouteCall call) {
        Exchange exchange;
        try {
            exchange = begin(call.source());
            call.begins(exchange);
        } catch (Exception e) {
            log.warn("Route could not be started: route={}", consumer.getRouteId(), e);
            call.end(WakeOutcome.unserved(WakeOutcome.RETRY_AFTER_SECONDS));
            return;
        }
        try {
            consumer.getAsyncProcessor().process(exchange, doneSync -> end(call, exchange));
        } catch (RuntimeException e) {
            exchange.setException(e);
            log.warn("Route broke off: route={}", consumer.getRouteId(), e);
            end(call, exchange);
        }
    }

    private Exchange begin(String source) throws Exception {
        Exchange exchange = consumer.createExchange(false);
        exchange.setPattern(ExchangePattern.InOnly);
        exchange.setVariable(ExchangeVariables.SOURCE, source);
        consumer.createUoW(exchange);
        return exchange;
    }

    private void end(RouteCall call, Exchange exchange) {
        WakeOutcome outcome = outcomeOf(exchange);
        call.letGo(exchange);
        consumer.doneUoW(exchange);
        consumer.releaseExchange(exchange, false);
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
