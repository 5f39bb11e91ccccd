package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import java.util.Optional;

/**
 * Somebody wants a node to sleep.
 *
 * @param node which
 * @param cause which kind of trigger it was
 * @param source who asked; empty when unknown
 * @param dryRun why it is only to be said what would be done; empty: it is to be done
 */
record SleepRequest(Node node, String cause, String source, Optional<String> dryRun) {
    /** The cause of what the host does by itself; every other one is somebody's wish. */
    static final String IDLE = "idle";

    SleepRequest {
        requireNonNull(node, "node is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(source, "source is null");
        requireNonNull(dryRun, "dryRun is null");
    }

    /** Whether somebody asked, who may know better than the clock. */
    boolean isWish() {
        return !cause.equals(IDLE);
    }

    /** {@code idle}, {@code api from 192.0.2.7}. */
    String describe() {
        return describe(cause, source);
    }

    static String describe(String cause, String source) {
        return source.isEmpty() ? cause : cause + " from " + source;
    }
}
