package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.spi.RequestFailure;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who may run over a cluster, and when that makes no sense. Thread-safe. */
public final class RunRules {
    private static final int RETRY_AFTER_SECONDS = 30;

    private final Predicate<ReconciledCluster> asleep;
    private final Function<ReconciledCluster, Optional<String>> otherLeader;

    /**
     * @param asleep whether the node of the cluster was put to sleep, or is
     * @param otherLeader which other host reconciles the cluster; empty when this one does
     */
    public RunRules(
            Predicate<ReconciledCluster> asleep,
            Function<ReconciledCluster, Optional<String>> otherLeader) {
        this.asleep = requireNonNull(asleep, "asleep is null");
        this.otherLeader = requireNonNull(otherLeader, "otherLeader is null");
    }

    boolean isAsleep(ReconciledCluster cluster) {
        return asleep.test(cluster);
    }

    /** Fails with a {@link RequestFailure} when another host reconciles the cluster. */
    void check(ReconciledCluster cluster, boolean dryRun) {
        if (!dryRun && cluster.mode() == Mode.ENFORCE) {
            otherLeader
                    .apply(cluster)
                    .ifPresent(
                            other -> {
                                throw new RequestFailure(
                                        "Cluster %s is reconciled by another host, %s: ask there, or wait until it is this one's turn"
                                                .formatted(cluster.name(), other),
                                        RETRY_AFTER_SECONDS);
                            });
        }
    }
}
