package io.vmstation.ipmi.source;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Orders to a chassis: Chassis Control, IPMI 2.0 section 28.3. */
public enum PowerAction {
    /** Power up. */
    ON,
    /** Asks the operating system to shut down, as a short press of the button does. */
    SOFT_OFF,
    /** Off at once and on again; whatever was not saved is lost. */
    CYCLE,
    /** Off at once; whatever was not saved is lost. */
    HARD_OFF;

    /** As people write it: {@code soft-off}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The order of that word, if there is one. */
    public static Optional<PowerAction> named(String word) {
        return Stream.of(values()).filter(action -> action.word().equals(word)).findFirst();
    }
}
