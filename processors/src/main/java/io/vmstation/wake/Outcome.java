package io.vmstation.wake;

import java.util.Locale;

/** How one request ended; the label {@code outcome} of its metric. */
enum Outcome {
    /** The service was ready at the first look. */
    AWAKE,
    /** It was woken for this request. */
    WOKEN,
    /** It was woken for an earlier request that this one joined. */
    JOINED,
    /** The wake failed. */
    FAILED,
    /** A wake failed a moment ago. */
    COOLING_DOWN,
    /** Its source may not wake. */
    IGNORED;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
