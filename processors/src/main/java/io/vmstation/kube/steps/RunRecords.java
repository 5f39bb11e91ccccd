package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Contentions;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.ClusterRun;
import java.util.List;
import java.util.Optional;

/** What is kept of runs: in memory, in metrics, in the ledger. Thread-safe. */
public final class RunRecords {
    private final ClusterBook book;
    private final ReconcileMetrics metrics;
    private final ReconcileJournal journal;
    private final Contentions contentions;

    /**
     * @param book remembers
     * @param metrics count
     * @param journal writes down
     * @param contentions notice who keeps changing what we change back
     */
    public RunRecords(
            ClusterBook book,
            ReconcileMetrics metrics,
            ReconcileJournal journal,
            Contentions contentions) {
        this.book = requireNonNull(book, "book is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.journal = requireNonNull(journal, "journal is null");
        this.contentions = requireNonNull(contentions, "contentions is null");
    }

    /**
     * How a run ended.
     *
     * @param words the same for people
     */
    record Recorded(ReconcileReport report, ClusterRun words) {}

    /** Keeps a run. */
    Recorded record(ReconcileRun run) {
        ReconcileReport report = run.report();
        ClusterRun words = book.words(report, run.request().cause());
        Recorded recorded = new Recorded(report, words);
        run.recorded(recorded);
        // What is not configured any more has been forgotten, and stays so.
        if (!run.request().dryRun() && book.isOf(report.cluster())) {
            keep(run, recorded);
        }
        return recorded;
    }

    private void keep(ReconcileRun run, Recorded recorded) {
        ReconcileReport report = recorded.report();
        Optional<DesiredState> desired = run.loaded();
        ClusterPage before = book.record(report, recorded.words(), desired);
        List<Drift> drifts =
                desired.map(wanted -> Drift.of(report, wanted, before)).orElse(List.of());
        metrics.ran(report, book.page(report.cluster()).lastSuccess());
        drifts.forEach(drift -> metrics.drifted(report.cluster(), drift));
        journal.ran(run.cluster(), report, run.request(), before, drifts);
        contentions.after(report).forEach(one -> journal.contested(run.cluster(), one));
        if (!report.health().isEmpty()) {
            metrics.judged(report.cluster(), Optional.of(report.health()));
            journal.judged(run.cluster(), before, ClusterBook.byKey(report.health()));
        } else if (report.result() == Result.AWAY || report.result() == Result.ASLEEP) {
            metrics.judged(report.cluster(), Optional.empty());
        }
    }

    /** A step of a run broke: the log says why. */
    void broke(ReconcileRun run) {
        run.end(
                Result.INCOMPLETE,
                List.of(
                        "cluster %s: a run over it broke off, the log says why"
                                .formatted(run.cluster().name())));
        var unused = record(run);
    }

    /** Keeps how objects do between two runs. */
    void judged(ReconciledCluster cluster, List<ObjectHealth> health) {
        ClusterPage before = book.judged(cluster.name(), health);
        metrics.judged(cluster.name(), Optional.of(health));
        journal.judged(cluster, before, ClusterBook.byKey(health));
    }

    /** Nobody can tell how the objects of a cluster do. */
    void unknown(String cluster) {
        metrics.judged(cluster, Optional.empty());
    }
}
