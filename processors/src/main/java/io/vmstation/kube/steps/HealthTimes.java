package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * When the objects of a cluster are judged between two runs: soon after one was seen to change, and
 * every now and then whether or not any was. Thread-safe.
 */
public final class HealthTimes {
    private final Supplier<List<ReconciledCluster>> clusters;
    private final ClusterBook book;
    private final Duration interval;
    private final LongSupplier nanos;
    private final Map<String, Long> next = new HashMap<>();

    /**
     * @param clusters as configured now
     * @param book knows which can be judged
     * @param interval how often when nothing is seen, positive
     * @param nanos a steady clock
     */
    public HealthTimes(
            Supplier<List<ReconciledCluster>> clusters,
            ClusterBook book,
            Duration interval,
            LongSupplier nanos) {
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.book = requireNonNull(book, "book is null");
        this.interval = requireNonNull(interval, "interval is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /** An object of a cluster does otherwise than before. */
    public synchronized void changed(String cluster) {
        next.put(cluster, nanos.getAsLong());
    }

    /** A node has come up or gone down: what ran there does otherwise, in whichever cluster. */
    public void changedAll() {
        clusters.get().forEach(cluster -> changed(cluster.name()));
    }

    /** The names of the clusters to be judged now. */
    public synchronized List<String> due() {
        long now = nanos.getAsLong();
        List<String> due = new ArrayList<>();
        for (ReconciledCluster cluster : clusters.get()) {
            Long at = next.get(cluster.name());
            if (isJudged(cluster) && (at == null || now - at >= 0)) {
                // The run itself has judged, so the first time is a whole interval later.
                next.put(cluster.name(), now + interval.toNanos());
                if (at != null) {
                    due.add(cluster.name());
                }
            }
        }
        return due;
    }

    private boolean isJudged(ReconciledCluster cluster) {
        ClusterPage page = book.page(cluster.name());
        Optional<Result> result = page.result();
        return cluster.mode() != Mode.SUSPEND
                && page.desired().isPresent()
                && result.filter(it -> it == Result.AWAY || it == Result.ASLEEP).isEmpty();
    }
}
