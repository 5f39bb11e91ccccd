package io.vmstation.relay;

import java.time.Duration;
import java.time.Instant;

/**
 * A client's place among those held, from its admission on. Belongs to the client's event loop.
 *
 * <p>The place is given back when the client is relayed or its channel closed, whichever is first,
 * so that one that is being told goodbye still counts towards the limits.
 */
final class Hold {
    private final String route;
    private final String source;
    private final HeldLimits limits;
    private final RelayMetrics.OfRoute meters;
    private final long since = System.nanoTime();
    private Runnable whenLeft = () -> {};
    private boolean ended;
    private boolean left;

    /** Takes over the place that {@code source} was given in {@code limits}. */
    Hold(String route, String source, HeldLimits limits, RelayMetrics.OfRoute meters) {
        this.route = route;
        this.source = source;
        this.limits = limits;
        this.meters = meters;
        meters.holdBegan();
    }

    String route() {
        return route;
    }

    String source() {
        return source;
    }

    RelayMetrics.OfRoute meters() {
        return meters;
    }

    HeldLimits limits() {
        return limits;
    }

    /** How long the client has been here; on any thread. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** When the client was admitted; on any thread. */
    Instant since() {
        return Instant.now().minus(age());
    }

    /** Whether {@link #end} was not called yet. */
    boolean lasts() {
        return !ended;
    }

    /** The waiting is over; only the first call counts. */
    void end(HoldOutcome outcome) {
        if (!ended) {
            ended = true;
            meters.holdEnded(outcome, age());
        }
    }

    /** What to do when the place is given back. */
    void whenLeft(Runnable action) {
        whenLeft = action;
    }

    /** Gives the place back; only the first call counts. */
    void leave() {
        if (!left) {
            left = true;
            limits.leave(source);
            whenLeft.run();
        }
    }
}
