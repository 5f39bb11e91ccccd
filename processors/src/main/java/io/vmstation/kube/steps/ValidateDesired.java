package io.vmstation.kube.steps;

import io.vmstation.kube.reconcile.ReconcileReport.Result;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Ends the run when anything is wrong with the files: a state that is half right is never applied.
 * Thread-safe.
 */
public final class ValidateDesired extends ReconcileStep {

    /** A step on those threads. */
    public ValidateDesired(Executor threads) {
        super(threads);
    }

    @Override
    void take(ReconcileRun run) {
        List<String> problems = run.desired().problems();
        if (!problems.isEmpty()) {
            run.end(Result.INVALID, problems);
        }
    }
}
