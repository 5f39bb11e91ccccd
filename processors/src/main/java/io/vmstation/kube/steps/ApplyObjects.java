package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ClusterChanges;
import java.util.concurrent.Executor;

/**
 * Makes the objects as wanted, but for those that are not wanted any more. Does nothing in a dry
 * run, or to a cluster that is only observed. Thread-safe.
 */
public final class ApplyObjects extends ReconcileStep {
    private final ClusterChanges changes;

    /**
     * @param changes apply
     */
    public ApplyObjects(ClusterChanges changes, Executor threads) {
        super(threads);
        this.changes = requireNonNull(changes, "changes is null");
    }

    @Override
    void take(ReconcileRun run) {
        if (!run.isLookingOnly()) {
            run.note(changes.apply(run.cluster(), run.plan(), run.stop()));
            // What it had not come to is as it was.
            var unused = run.endIfUnwanted();
        }
    }
}
