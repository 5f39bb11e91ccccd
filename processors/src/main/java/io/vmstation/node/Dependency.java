package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What must be awake before a node is woken.
 *
 * @param node name of another node
 * @param service name of the service of it that must be ready; empty: its machine is enough
 */
public record Dependency(String node, Optional<String> service) {
    public Dependency {
        requireNonNull(node, "node is null");
        requireNonNull(service, "service is null");
    }

    /** Reads {@code storage} or {@code storage/samba}. */
    public static Dependency parse(String written) {
        int slash = written.indexOf('/');
        return slash < 0
                ? new Dependency(written, Optional.empty())
                : new Dependency(
                        written.substring(0, slash), Optional.of(written.substring(slash + 1)));
    }
}
