package io.vmstation.ipmi.push;

import java.util.Locale;

/** A kind of receiver. */
enum Receiver {
    PUSHGATEWAY,
    REMOTE_WRITE;

    /** As in settings, metrics and logs: {@code remote-write}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
