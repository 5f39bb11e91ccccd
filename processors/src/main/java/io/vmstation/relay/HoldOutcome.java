package io.vmstation.relay;

import java.util.Locale;

/** How the holding of a client ended. */
enum HoldOutcome {
    /** It was connected to the service. */
    SERVED,
    /** The route or the service failed. */
    FAILED,
    /** The client left while the node was being woken. */
    ABANDONED,
    /** There was no place for it. */
    REFUSED,
    /** It left before it was held long enough to wake anything. */
    IGNORED,
    /** A browser was shown the waiting page. */
    WAITING_PAGE;

    /** The value of the label {@code outcome}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
