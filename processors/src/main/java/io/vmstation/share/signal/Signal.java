package io.vmstation.share.signal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What tells that a share is used, the best first. */
public enum Signal {
    /** Samba's own log: who, from where, which share; even a mere connect. */
    AUDIT,
    /** Every file that is opened or read, every directory that is listed. */
    ACCESS,
    /** Files that are created, changed or deleted. */
    CHANGE;

    /** Its name in settings, routes and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name. */
    public static Optional<Signal> named(String word) {
        return Arrays.stream(values()).filter(signal -> signal.word().equals(word)).findFirst();
    }
}
