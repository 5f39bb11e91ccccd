package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ClusterChanges;
import java.util.concurrent.Executor;

/** Compares the cluster with what is wanted; changes nothing. Thread-safe. */
public final class DiffObjects extends ReconcileStep {
    private final ClusterChanges changes;

    /**
     * @param changes compare
     */
    public DiffObjects(ClusterChanges changes, Executor threads) {
        super(threads);
        this.changes = requireNonNull(changes, "changes is null");
    }

    @Override
    void take(ReconcileRun run) {
        run.note(changes.plan(run.cluster(), run.desired(), run.stop()));
    }
}
