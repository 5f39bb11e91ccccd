package io.vmstation.wake;

import java.util.Locale;

/** What a node goes through while it wakes, in order. */
enum Stage {
    /** The machine answers at all. */
    ADDRESS,
    /** The port of the service accepts. */
    PORT,
    /** The service is ready. */
    SERVICE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
