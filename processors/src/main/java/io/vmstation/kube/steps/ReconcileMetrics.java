package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.metrics.GaugeRows;
import io.vmstation.node.ReconciledCluster;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The meters of reconciling. What nobody knows is absent, never zero. Thread-safe. */
public final class ReconcileMetrics {
    private static final String CLUSTER = "cluster";

    private final MeterRegistry registry;
    private final GaugeRows objects;
    private final GaugeRows unhealthy;
    private final GaugeRows success;
    private final GaugeRows leader;
    private final Map<Tags, Double> shownObjects = new HashMap<>();
    private final Map<Tags, Double> shownUnhealthy = new HashMap<>();
    private final Map<Tags, Double> shownSuccess = new HashMap<>();
    private final Map<Tags, Double> shownLeader = new HashMap<>();

    /** Registers in {@code registry}. */
    public ReconcileMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
        this.objects = rows("vmstation.reconcile.objects", "");
        this.unhealthy = rows("vmstation.reconcile.unhealthy.objects", "");
        this.success = rows("vmstation.reconcile.last.success.timestamp", "seconds");
        this.leader = rows("vmstation.reconcile.leader", "");
    }

    private GaugeRows rows(String name, String unit) {
        return new GaugeRows(registry, name, unit, "");
    }

    /** Counts a run that was no dry run. */
    synchronized void ran(ReconcileReport report, Optional<Instant> lastSuccess) {
        String cluster = report.cluster();
        registry.timer("vmstation.reconcile.duration", CLUSTER, cluster).record(report.took());
        registry.counter(
                        "vmstation.reconcile.runs",
                        CLUSTER,
                        cluster,
                        "result",
                        report.result().word())
                .increment();
        if (report.result() != Result.SUPERSEDED) {
            showObjects(report);
        }
        drop(shownSuccess, cluster);
        lastSuccess.ifPresent(
                at -> shownSuccess.put(Tags.of(CLUSTER, cluster), at.toEpochMilli() / 1000.0));
        success.show(shownSuccess);
    }

    /** A run that came to no object has nothing to tell of any. */
    private void showObjects(ReconcileReport report) {
        drop(shownObjects, report.cluster());
        if (!report.changes().outcomes().isEmpty()) {
            for (Action action : Action.values()) {
                shownObjects.put(
                        Tags.of(CLUSTER, report.cluster(), "outcome", action.word()),
                        (double) report.changes().count(action));
            }
        }
        objects.show(shownObjects);
    }

    void drifted(String cluster, Drift drift) {
        String kind = drift.outcome().key().kind();
        if (drift.isNew()) {
            registry.counter("vmstation.reconcile.drift.detected", CLUSTER, cluster, "kind", kind)
                    .increment();
        }
        if (drift.corrected()) {
            registry.counter("vmstation.reconcile.drift.corrected", CLUSTER, cluster, "kind", kind)
                    .increment();
        }
    }

    /** Shows how many objects are not as they should be; absent when nobody could tell. */
    synchronized void judged(String cluster, Optional<List<ObjectHealth>> health) {
        drop(shownUnhealthy, cluster);
        health.ifPresent(
                all ->
                        shownUnhealthy.put(
                                Tags.of(CLUSTER, cluster),
                                (double)
                                        all.stream()
                                                .filter(one -> one.status() != Status.CURRENT)
                                                .count()));
        unhealthy.show(shownUnhealthy);
    }

    /** Shows whether this host is the one that reconciles a cluster; absent: nobody knows. */
    public synchronized void leads(String cluster, Optional<Boolean> leading) {
        drop(shownLeader, cluster);
        leading.ifPresent(leads -> shownLeader.put(Tags.of(CLUSTER, cluster), leads ? 1.0 : 0.0));
        leader.show(shownLeader);
    }

    /**
     * Counts a request to an API server.
     *
     * @param verb of Kubernetes: {@code get}, {@code list}, {@code patch}
     * @param code HTTP status; 0 when there was no answer
     */
    public void asked(String cluster, String verb, int code) {
        registry.counter(
                        "vmstation.reconcile.requests",
                        CLUSTER,
                        cluster,
                        "verb",
                        verb,
                        "code",
                        code == 0 ? "none" : String.valueOf(code))
                .increment();
    }

    /** Shows nothing of clusters that are not configured any more. */
    public synchronized void retain(List<ReconciledCluster> current) {
        Set<String> names =
                current.stream().map(ReconciledCluster::name).collect(Collectors.toSet());
        for (Map<Tags, Double> shown :
                List.of(shownObjects, shownUnhealthy, shownSuccess, shownLeader)) {
            shown.keySet().removeIf(tags -> !names.contains(cluster(tags)));
        }
        objects.show(shownObjects);
        unhealthy.show(shownUnhealthy);
        success.show(shownSuccess);
        leader.show(shownLeader);
    }

    private static void drop(Map<Tags, Double> shown, String cluster) {
        shown.keySet().removeIf(tags -> cluster(tags).equals(cluster));
    }

    private static String cluster(Tags tags) {
        return tags.stream()
                .filter(tag -> tag.getKey().equals(CLUSTER))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
