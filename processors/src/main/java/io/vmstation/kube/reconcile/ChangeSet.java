package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.util.List;

/**
 * What one run did to one cluster.
 *
 * @param revision of the desired state
 * @param outcomes one for each object that was wanted or pruned, in the order of doing
 * @param pruning why nothing was pruned; empty when pruning took place or there was nothing to do
 */
public record ChangeSet(String revision, List<ObjectOutcome> outcomes, String pruning) {
    public ChangeSet {
        requireNonNull(revision, "revision is null");
        outcomes = List.copyOf(outcomes);
        requireNonNull(pruning, "pruning is null");
    }

    /** How many objects came out like that. */
    public long count(Action action) {
        return outcomes.stream().filter(outcome -> outcome.action() == action).count();
    }
}
