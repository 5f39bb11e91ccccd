package io.vmstation.ipmi.push;

import java.util.Locale;

/** What becomes of a sample. */
enum Fate {
    /** The receiver has it. */
    SENT,
    /** The receiver does not want it. */
    REFUSED,
    /** It had to make room in a full queue. */
    DROPPED,
    /** It is not newer than the one before it. */
    LATE,
    /** It is larger than a request may be. */
    OVERSIZED,
    /** A Pushgateway could not be reached; it gets a newer one later. */
    MISSED;

    /** As in the label {@code outcome}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
