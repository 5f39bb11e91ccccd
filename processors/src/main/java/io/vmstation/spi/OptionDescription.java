package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Something that a user can set of a sleep check or a sleep method in nodes.yaml.
 *
 * @param name in camelCase
 * @param type what may stand there
 * @param defaultText what counts when it is left out, as a user would write it, items of a list
 *     separated by commas; empty: no item, or the empty text; absent: it must be set, unless the
 *     type is optional
 * @param description for the reference, one sentence with a full stop
 */
public record OptionDescription(
        String name, Type type, Optional<String> defaultText, String description) {

    /** What may stand there. */
    public enum Type {
        /** One word or sentence. */
        TEXT,
        /** The same, and may be left out. */
        OPTIONAL_TEXT,
        /** A list of words, or one alone. */
        TEXTS,
        /** A whole number that is not negative. */
        INTEGER,
        /** A number that is not negative. */
        NUMBER,
        /** {@code true} or {@code false}. */
        FLAG,
        /** {@code 90s}, {@code 2h}. */
        DURATION,
        /** {@code 100KB}; read as bytes. */
        SIZE,
        /** Ports, or one alone. */
        PORTS,
        /** Networks, addresses or names of nodes; read as texts of networks. */
        NETWORKS,
        /** A file of this machine, relative to the folder of nodes.yaml; read as absolute path. */
        FILE,
        /** {@code http://} or {@code https://} and more. */
        URL
    }

    public OptionDescription {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(defaultText, "defaultText is null");
        requireNonNull(description, "description is null");
    }

    /** An option that has a default. */
    public static OptionDescription of(
            String name, Type type, String defaultText, String description) {
        return new OptionDescription(name, type, Optional.of(defaultText), description);
    }

    /** An option without a default. */
    public static OptionDescription of(String name, Type type, String description) {
        return new OptionDescription(name, type, Optional.empty(), description);
    }
}
