package io.vmstation.share.signal;

import java.util.Locale;

/** What became of an event. */
public enum Outcome {
    /** It was passed on to the route. */
    ACTED,
    /** It belongs to a burst of which an event was passed on already. */
    MERGED,
    /** It is by somebody whose accesses count for nothing. */
    IGNORED,
    /** There was no room for it. */
    REJECTED;

    /** Its name in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
