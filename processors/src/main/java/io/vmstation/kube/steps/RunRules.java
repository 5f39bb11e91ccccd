package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.spi.RequestFailure;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Who may run over a cluster, and when that makes no sense. Thread-safe. */
public final class RunRules {
    private static final int RETRY_AFTER_SECONDS = 30;

    private final Predicate<ReconciledCluster> asleep;
    private final Leadership leadership;
    private final BooleanSupplier stopping;

    /**
     * @param asleep whether the node of a cluster sleeps
     * @param leadership which host changes a cluster
     * @param stopping whether this host is about to stop
     */
    public RunRules(
            Predicate<ReconciledCluster> asleep, Leadership leadership, BooleanSupplier stopping) {
        this.asleep = requireNonNull(asleep, "asleep is null");
        this.leadership = requireNonNull(leadership, "leadership is null");
        this.stopping = requireNonNull(stopping, "stopping is null");
    }

    /** Fails with a {@link RequestFailure} when there is nothing to be run by this host. */
    void check(ReconciledCluster cluster, boolean dryRun) {
        if (cluster.mode() == Mode.SUSPEND) {
            throw new RequestFailure(
                    "Cluster %s is suspended: set its mode in config/clusters.yaml"
                            .formatted(cluster.name()),
                    RETRY_AFTER_SECONDS);
        }
        if (!dryRun && cluster.mode() == Mode.ENFORCE) {
            leadership
                    .otherLeader(cluster)
                    .ifPresent(
                            other -> {
                                throw new RequestFailure(
                                        words(cluster, other), RETRY_AFTER_SECONDS);
                            });
        }
    }

    /** Ends the run at once when it can come to nothing; may wait a moment to find that out. */
    void begin(ReconcileRun run) {
        ReconciledCluster cluster = run.cluster();
        if (asleep.test(cluster)) {
            run.end(Result.ASLEEP, List.of());
        } else if (!run.isLookingOnly() && !leadership.awaitMayChange(cluster)) {
            leadership
                    .leaseProblem(cluster)
                    .ifPresentOrElse(
                            problem -> run.end(Result.AWAY, List.of(problem)),
                            () ->
                                    run.end(
                                            Result.SUPERSEDED,
                                            List.of(
                                                    words(
                                                            cluster,
                                                            leadership
                                                                    .otherLeader(cluster)
                                                                    .orElse("not known yet")))));
        }
    }

    /** Whether a run that has begun is to end before its time. */
    boolean isUnwanted(ReconcileRun run) {
        return stopping.getAsBoolean()
                || (!run.isLookingOnly() && !leadership.mayChange(run.cluster()));
    }

    private static String words(ReconciledCluster cluster, String other) {
        return "Cluster %s is reconciled by another host, %s: ask there"
                .formatted(cluster.name(), other);
    }
}
