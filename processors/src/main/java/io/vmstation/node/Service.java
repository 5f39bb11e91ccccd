package io.vmstation.node;

import static java.util.Objects.requireNonNull;

/**
 * Something that a node offers on a TCP port.
 *
 * @param name unique on its node
 * @param port 1 to 65535
 * @param readiness how to tell that it is ready
 */
public record Service(String name, int port, Readiness readiness) {
    public Service {
        requireNonNull(name, "name is null");
        requireNonNull(readiness, "readiness is null");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }
}
