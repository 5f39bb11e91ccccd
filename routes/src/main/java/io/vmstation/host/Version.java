package io.vmstation.host;

import java.util.Objects;

/** Which build this is. */
public final class Version {
    private Version() {}

    /** The version of the jar, or {@code development} outside a jar. */
    public static String current() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
