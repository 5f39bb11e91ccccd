package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ClusterChanges;
import java.util.concurrent.Executor;

/**
 * Deletes what the files no longer have, when all else went well. Does nothing in a dry run, or to
 * a cluster that is only observed. Thread-safe.
 */
public final class PruneObjects extends ReconcileStep {
    private final ClusterChanges changes;

    /**
     * @param changes prune
     */
    public PruneObjects(ClusterChanges changes, Executor threads) {
        super(threads);
        this.changes = requireNonNull(changes, "changes is null");
    }

    @Override
    void take(ReconcileRun run) {
        if (!run.isLookingOnly()) {
            run.note(changes.prune(run.cluster(), run.plan(), run.changes(), run.stop()));
        }
    }
}
