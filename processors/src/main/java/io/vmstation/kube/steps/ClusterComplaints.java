package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Contentions;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is wrong with the clusters, in sentences: one is away, files are invalid, an object was
 * refused or is not well. A cluster that sleeps with its node is no complaint, nor is one that
 * differs and is only observed. Thread-safe.
 */
public final class ClusterComplaints {
    private static final int MOST_OF_A_KIND = 10;

    private final Supplier<List<ReconciledCluster>> clusters;
    private final ClusterBook book;
    private final Contentions contentions;
    private final Duration deadline;

    /**
     * @param clusters as configured now
     * @param book what is known of them
     * @param contentions know who keeps changing what is changed back
     * @param deadline how long an object may be on its way
     */
    public ClusterComplaints(
            Supplier<List<ReconciledCluster>> clusters,
            ClusterBook book,
            Contentions contentions,
            Duration deadline) {
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.book = requireNonNull(book, "book is null");
        this.contentions = requireNonNull(contentions, "contentions is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
    }

    /** Sentences by what they are about; empty when all is well. */
    public Map<String, String> all() {
        Map<String, String> found = new LinkedHashMap<>();
        for (ReconciledCluster cluster : clusters.get()) {
            ClusterPage page = book.page(cluster.name());
            page.result().ifPresent(result -> ofRun(found, cluster.name(), result, page));
            ofHealth(found, cluster.name(), page);
        }
        contentions
                .now()
                .forEach(
                        one ->
                                found.put(
                                        one.cluster() + " " + one.key() + " " + one.field(),
                                        "cluster " + one.cluster() + ": " + one.message()));
        return found;
    }

    private static void ofRun(
            Map<String, String> found, String cluster, Result result, ClusterPage page) {
        if (result != Result.INVALID && result != Result.AWAY && result != Result.INCOMPLETE) {
            return;
        }
        Optional<ClusterRun> run = page.run();
        List<String> problems = run.map(ClusterRun::problems).orElse(List.of());
        for (int i = 0; i < Math.min(problems.size(), MOST_OF_A_KIND); i++) {
            found.put(cluster + (i == 0 ? "" : " " + (i + 1)), problems.get(i));
        }
        if (result == Result.INCOMPLETE) {
            run.map(ClusterRun::pruning)
                    .filter(pruning -> !pruning.isEmpty())
                    .ifPresent(pruning -> found.put(cluster + " pruning", pruning));
            page.objects().entrySet().stream()
                    .filter(entry -> entry.getValue().state().equals("failed"))
                    .sorted(Map.Entry.comparingByKey())
                    .limit(MOST_OF_A_KIND)
                    .forEach(entry -> refused(found, cluster, entry.getKey(), entry.getValue()));
        }
        found.putIfAbsent(cluster, "cluster " + cluster + " is not as the files say");
    }

    private static void refused(
            Map<String, String> found, String cluster, ObjectKey key, ClusterObject object) {
        found.put(
                cluster + " " + key, "cluster %s: %s: %s".formatted(cluster, key, object.reason()));
    }

    private void ofHealth(Map<String, String> found, String cluster, ClusterPage page) {
        Instant late = Instant.now().minus(deadline);
        page.health().values().stream()
                .filter(one -> isIll(one, page, late))
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .limit(MOST_OF_A_KIND)
                .forEach(
                        one ->
                                found.put(
                                        cluster + " " + one.key() + " health",
                                        "cluster %s: %s is not well: %s"
                                                .formatted(cluster, one.key(), one.message())));
    }

    private static boolean isIll(ObjectHealth health, ClusterPage page, Instant late) {
        Instant since = page.illSince().get(health.key());
        return health.status() == Status.FAILED
                || (health.status() != Status.CURRENT && since != null && since.isBefore(late));
    }
}
