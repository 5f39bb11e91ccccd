package io.vmstation.relay;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One exchange under way, and the client that waits for it, if it still does. */
final class RouteCall {
    private final String source;
    private @Nullable Consumer<WakeOutcome> client;
    private boolean ended;

    RouteCall(String source, Consumer<WakeOutcome> client) {
        this.source = source;
        this.client = client;
    }

    String source() {
        return source;
    }

    /** Another client waits from now on; false: it is too late for that. */
    synchronized boolean adopt(Consumer<WakeOutcome> other) {
        if (ended) {
            return false;
        }
        client = other;
        return true;
    }

    /** The client no longer waits; false: it is too late for that. */
    synchronized boolean leave() {
        client = null;
        return !ended;
    }

    /** The exchange ended: tells the client. */
    void end(WakeOutcome outcome) {
        Consumer<WakeOutcome> waiting;
        synchronized (this) {
            waiting = client;
            client = null;
            ended = true;
        }
        if (waiting != null) {
            waiting.accept(outcome);
        }
    }
}
