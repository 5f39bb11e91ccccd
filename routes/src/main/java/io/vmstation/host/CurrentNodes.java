package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Nodes;
import java.util.function.Supplier;

/** The nodes of the last configuration that could be read. Thread-safe. */
final class CurrentNodes implements Supplier<Nodes> {
    private volatile Nodes current;

    CurrentNodes(Nodes first) {
        this.current = requireNonNull(first, "first is null");
    }

    @Override
    public Nodes get() {
        return current;
    }

    /** Swaps all nodes at once. */
    void replace(Nodes next) {
        current = requireNonNull(next, "next is null");
    }
}
