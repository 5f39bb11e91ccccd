package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.ClusterObject;
import io.vmstation.spi.ClusterObject.Health;
import io.vmstation.spi.ClusterReports;
import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.ClusterStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is known of each cluster, in memory: the latest run, and each object as it was last seen.
 * Thread-safe.
 */
public final class ClusterBook implements ClusterReports {
    private final Supplier<List<ReconciledCluster>> clusters;
    private final Function<String, Optional<Boolean>> leading;
    private final BiFunction<String, ObjectKey, Optional<Instant>> applied;
    private final Map<String, ClusterPage> pages = new HashMap<>();

    /**
     * @param clusters as configured now
     * @param leading whether this host reconciles the cluster of that name, if that is known
     * @param applied when we last changed an object, by what the cluster remembers of it
     */
    public ClusterBook(
            Supplier<List<ReconciledCluster>> clusters,
            Function<String, Optional<Boolean>> leading,
            BiFunction<String, ObjectKey, Optional<Instant>> applied) {
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.leading = requireNonNull(leading, "leading is null");
        this.applied = requireNonNull(applied, "applied is null");
    }

    @Override
    public List<ClusterStatus> all() {
        return clusters.get().stream().map(this::status).toList();
    }

    private ClusterStatus status(ReconciledCluster cluster) {
        ClusterPage page = page(cluster.name());
        return new ClusterStatus(
                cluster.name(),
                cluster.mode().word(),
                cluster.node(),
                leading.apply(cluster.name()),
                page.run(),
                page.lastSuccess(),
                new TreeMap<>(page.objects()).values().stream().toList());
    }

    /** Whether a cluster of that name is configured. */
    boolean isOf(String cluster) {
        return clusters.get().stream().anyMatch(one -> one.name().equals(cluster));
    }

    /** What is remembered of a cluster. */
    synchronized ClusterPage page(String cluster) {
        return pages.getOrDefault(cluster, ClusterPage.EMPTY);
    }

    /** Whether the latest run wanted that object. */
    public boolean wants(String cluster, ObjectKey key) {
        return page(cluster).wanted().containsKey(key);
    }

    /** Puts a run into words. */
    ClusterRun words(ReconcileReport report, String cause) {
        Map<ObjectKey, ObjectHealth> health = byKey(report.health());
        List<ClusterObject> objects =
                report.changes().outcomes().stream()
                        .map(outcome -> words(report, outcome, health))
                        .toList();
        return new ClusterRun(
                report.cluster(),
                cause,
                report.began(),
                report.took(),
                report.result().word(),
                report.dryRun(),
                report.changes().revision(),
                report.changes().pruning(),
                report.problems(),
                objects);
    }

    private ClusterObject words(
            ReconcileReport report, ObjectOutcome outcome, Map<ObjectKey, ObjectHealth> health) {
        Optional<Health> judged =
                Optional.ofNullable(health.get(outcome.key())).map(ObjectWords::of);
        return ObjectWords.of(outcome, report.dryRun(), judged, appliedAt(report, outcome));
    }

    private Optional<Instant> appliedAt(ReconcileReport report, ObjectOutcome outcome) {
        boolean now =
                !report.dryRun()
                        && (outcome.action() == Action.CREATED
                                || outcome.action() == Action.CONFIGURED);
        return now
                ? Optional.of(report.began().plus(report.took()))
                : applied.apply(report.cluster(), outcome.key());
    }

    /**
     * Remembers a run that was no dry run.
     *
     * @param desired what it wanted, if it came so far
     * @return what was remembered before
     */
    synchronized ClusterPage record(
            ReconcileReport report, ClusterRun words, Optional<DesiredState> desired) {
        ClusterPage before = page(report.cluster());
        if (report.result() == Result.SUPERSEDED && before.run().isPresent()) {
            // It tells nothing of the cluster: what is wrong with it still is, until the next run.
            return before;
        }
        boolean compared =
                switch (report.result()) {
                    case SYNCED, DRIFTED, INCOMPLETE -> desired.isPresent();
                    case INVALID, AWAY, ASLEEP, SUPERSEDED -> false;
                };
        boolean away = report.result() == Result.AWAY || report.result() == Result.ASLEEP;
        Map<ObjectKey, ObjectHealth> health =
                away || !report.health().isEmpty() ? byKey(report.health()) : before.health();
        pages.put(
                report.cluster(),
                new ClusterPage(
                                Optional.of(report.result()),
                                Optional.of(words.brief()),
                                report.result() == Result.SYNCED
                                        ? Optional.of(report.began().plus(report.took()))
                                        : before.lastSuccess(),
                                compared ? desired : before.desired(),
                                compared ? objects(report, words) : before.objects(),
                                compared ? wanted(desired.orElseThrow()) : before.wanted(),
                                health,
                                before.illSince())
                        .judged(health, Instant.now()));
        return before;
    }

    /** Remembers how the objects do; returns what was remembered before. */
    synchronized ClusterPage judged(String cluster, List<ObjectHealth> health) {
        ClusterPage before = page(cluster);
        pages.put(cluster, before.judged(byKey(health), Instant.now()));
        return before;
    }

    /** Forgets clusters that are not configured any more. */
    public synchronized void retain(List<ReconciledCluster> current) {
        pages.keySet().retainAll(current.stream().map(ReconciledCluster::name).toList());
    }

    private static Map<ObjectKey, ClusterObject> objects(ReconcileReport report, ClusterRun words) {
        Map<ObjectKey, ClusterObject> found = new HashMap<>();
        for (int i = 0; i < words.objects().size(); i++) {
            ObjectOutcome outcome = report.changes().outcomes().get(i);
            if (report.dryRun() || outcome.action() != Action.DELETED) {
                found.put(outcome.key(), words.objects().get(i));
            }
        }
        return found;
    }

    private static Map<ObjectKey, JsonNode> wanted(DesiredState desired) {
        return desired.objects().stream()
                .collect(Collectors.toMap(DesiredObject::key, DesiredObject::json, (a, b) -> a));
    }

    static Map<ObjectKey, ObjectHealth> byKey(List<ObjectHealth> health) {
        return health.stream()
                .collect(Collectors.toMap(ObjectHealth::key, one -> one, (a, b) -> a));
    }
}
