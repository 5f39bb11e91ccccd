package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

/**
 * A password on its way to a BMC. Never shows in a log or an error.
 *
 * @param text the password, may be empty
 */
public record Password(String text) {
    public Password {
        requireNonNull(text, "text is null");
    }

    @Override
    public String toString() {
        return "***";
    }
}
