package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What has to be done so that a cluster is as wanted.
 *
 * @param desired what is wanted
 * @param changes one for each wanted object, in the order of doing
 * @param pruned what would be deleted, in the order of doing
 * @param pruning why nothing may be deleted; empty when it may, or there is nothing
 */
public record Plan(
        DesiredState desired, List<Change> changes, List<ObjectOutcome> pruned, String pruning) {
    public Plan {
        requireNonNull(desired, "desired is null");
        changes = List.copyOf(changes);
        pruned = List.copyOf(pruned);
        requireNonNull(pruning, "pruning is null");
    }

    /**
     * One object.
     *
     * @param desired as wanted
     * @param outcome what would be done; {@code FAILED} when the server refused to say
     */
    public record Change(DesiredObject desired, ObjectOutcome outcome) {}
}
