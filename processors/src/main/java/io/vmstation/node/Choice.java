package io.vmstation.node;

import static java.util.Objects.requireNonNull;

/**
 * A sleep check or a sleep method that a user chose for a node.
 *
 * @param name which
 * @param options how
 */
public record Choice(String name, Options options) {
    public Choice {
        requireNonNull(name, "name is null");
        requireNonNull(options, "options is null");
    }
}
