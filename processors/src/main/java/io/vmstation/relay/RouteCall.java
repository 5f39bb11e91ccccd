package io.vmstation.relay;

import io.vmstation.spi.ExchangeVariables;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One exchange under way, and the client that waits for it, if it still does. Thread-safe. */
final class RouteCall {
    // One lock for a listener's calls and the list of those left: a call that ends while its client
    // leaves must not stay in that list.
    private final RouteCalls calls;
    private final String source;
    private @Nullable Consumer<WakeOutcome> client;
    private boolean ended;
    private volatile @Nullable Exchange exchange;
    private volatile @Nullable Object node;

    RouteCall(RouteCalls calls, String source, Consumer<WakeOutcome> client) {
        this.calls = calls;
        this.source = source;
        this.client = client;
    }

    String source() {
        return source;
    }

    /** The name of the node, once the route has set it: some routes find it out on their way. */
    Optional<String> node() {
        Exchange running = exchange;
        // Variables lie in a concurrent map, so they may be read beside the route.
        @Nullable Object name =
                running == null ? node : running.getVariable(ExchangeVariables.NODE);
        return Optional.ofNullable(name).map(Object::toString).filter(text -> !text.isBlank());
    }

    /** The route has begun. */
    void begins(Exchange running) {
        exchange = running;
    }

    /** The route is over, and its exchange will be used for something else. */
    void letGo(Exchange over) {
        node = over.getVariable(ExchangeVariables.NODE);
        exchange = null;
    }

    /** Another client waits from now on. */
    void adopt(Consumer<WakeOutcome> other) {
        synchronized (calls) {
            client = other;
        }
    }

    /** The client no longer waits; the exchange goes on. */
    void leave() {
        synchronized (calls) {
            if (client != null && !ended) {
                client = null;
                calls.add(this);
            }
        }
    }

    /** The exchange has ended: tells the client. */
    void end(WakeOutcome outcome) {
        Consumer<WakeOutcome> waiting;
        synchronized (calls) {
            waiting = client;
            client = null;
            ended = true;
            calls.remove(this);
        }
        if (waiting != null) {
            waiting.accept(outcome);
        }
    }
}
