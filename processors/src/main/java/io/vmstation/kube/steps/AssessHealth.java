package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ClusterHealth;
import io.vmstation.kube.reconcile.KubeApiException;
import java.util.concurrent.Executor;

/**
 * Judges how the objects do after the run. Waits for nothing: what is on its way is judged again
 * between the runs. A dry run has nothing to judge. Thread-safe.
 */
public final class AssessHealth extends ReconcileStep {
    private final ClusterHealth health;

    /**
     * @param health judges
     */
    public AssessHealth(ClusterHealth health, Executor threads) {
        super(threads);
        this.health = requireNonNull(health, "health is null");
    }

    @Override
    void take(ReconcileRun run) {
        if (run.request().dryRun()) {
            return;
        }
        try {
            run.note(health.assess(run.cluster(), run.desired()));
        } catch (KubeApiException e) {
            // What was done was done all the same.
            run.remark("how its objects do is not known: " + sentence(run, e));
        }
    }
}
