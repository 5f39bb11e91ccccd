package io.vmstation.wake;

import io.vmstation.spi.RequestFailure;

/** A wake, or a look at a node that must not be woken, that did not end with a ready service. */
public final class WakeFailure extends RequestFailure {
    private static final long serialVersionUID = 1;

    private final transient WakeOutcome.Unserved outcome;

    WakeFailure(WakeOutcome.Unserved outcome) {
        super(outcome.reason(), outcome.retryAfterSeconds());
        this.outcome = outcome;
    }

    /** How the request ended. */
    public WakeOutcome.Unserved outcome() {
        return outcome;
    }
}
