package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.node.Node;

/**
 * Somebody wants the power of a machine switched.
 *
 * @param node which
 * @param action how
 * @param force whether whoever asks has said that it is to be done although data may be lost by it
 *     or others are at it
 * @param dryRun whether it is only to be said what would be done
 * @param cause which kind of trigger it was
 * @param source who asked; empty when unknown
 */
public record PowerRequest(
        Node node, PowerAction action, boolean force, boolean dryRun, String cause, String source) {
    public PowerRequest {
        requireNonNull(node, "node is null");
        requireNonNull(action, "action is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(source, "source is null");
    }

    /** Whether the machine loses its power without its system being asked. */
    boolean isHard() {
        return action == PowerAction.CYCLE || action == PowerAction.HARD_OFF;
    }

    /** {@code cycle for api from 192.0.2.7}. */
    String describe() {
        return action.word() + " for " + cause + (source.isEmpty() ? "" : " from " + source);
    }
}
