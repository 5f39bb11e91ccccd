package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Contention;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what has changed about clusters, and only that: a cluster that stays as it is, good
 * or bad, is no news. Thread-safe.
 */
public final class ReconcileJournal {
    private static final Logger log = LoggerFactory.getLogger(ReconcileJournal.class);

    /** A run may touch a thousand objects; the rest is told by a number. */
    private static final int MOST_OBJECTS = 20;

    private static final Map<String, String> SENTENCES =
            Map.of(
                    "reconcile.failed", "A cluster could not be made as its files say",
                    "reconcile.recovered", "A cluster is as its files say again",
                    "reconcile.completed", "A cluster was changed",
                    "drift.detected", "An object is not as it was applied",
                    "drift.corrected", "An object was made as wanted again",
                    "drift.contested", "Somebody keeps changing what is changed back",
                    "object.pruned", "An object was deleted, the files no longer have it",
                    "object.degraded", "An object is not well",
                    "object.recovered", "An object is well again");

    private final Events events;

    /** Writes to {@code events}. */
    public ReconcileJournal(Events events) {
        this.events = requireNonNull(events, "events is null");
    }

    /** Writes down a run that was no dry run. */
    void ran(
            ReconciledCluster cluster,
            ReconcileReport report,
            ReconcileRun.Request request,
            ClusterPage before,
            List<Drift> drifts) {
        Optional<Result> last = before.result().filter(result -> result != Result.SUPERSEDED);
        boolean good = isGood(report.result());
        if (report.result() != Result.SUPERSEDED && !last.equals(Optional.of(report.result()))) {
            if (!good) {
                tell(cluster, request, "reconcile.failed", of(report));
            } else if (last.isPresent() && !isGood(last.get())) {
                tell(cluster, request, "reconcile.recovered", of(report));
            }
        }
        List<Drift> found = drifts.stream().filter(Drift::isNew).toList();
        found.stream()
                .limit(MOST_OBJECTS)
                .forEach(one -> tell(cluster, request, "drift.detected", of(one, found.size())));
        List<Drift> mended = drifts.stream().filter(Drift::corrected).toList();
        mended.stream()
                .limit(MOST_OBJECTS)
                .forEach(one -> tell(cluster, request, "drift.corrected", of(one, mended.size())));
        if (!report.dryRun()) {
            done(cluster, report, request);
        }
    }

    private void done(
            ReconciledCluster cluster, ReconcileReport report, ReconcileRun.Request request) {
        List<ObjectOutcome> pruned =
                report.changes().outcomes().stream()
                        .filter(outcome -> outcome.action() == Action.DELETED)
                        .toList();
        pruned.stream()
                .limit(MOST_OBJECTS)
                .forEach(
                        one -> {
                            Map<String, String> details = new LinkedHashMap<>();
                            details.put("object", one.key().toString());
                            rest(details, pruned.size());
                            tell(cluster, request, "object.pruned", details);
                        });
        long changed =
                report.changes().count(Action.CREATED) + report.changes().count(Action.CONFIGURED);
        if (changed + pruned.size() > 0) {
            tell(cluster, request, "reconcile.completed", of(report));
        }
    }

    /** Writes down which objects have fallen ill, or are well again. */
    void judged(
            ReconciledCluster cluster, ClusterPage before, Map<ObjectKey, ObjectHealth> health) {
        ReconcileRun.Request nobody = new ReconcileRun.Request("", "", false);
        health.forEach(
                (key, now) -> {
                    ObjectHealth then = before.health().get(key);
                    boolean wasIll = then != null && then.status() == Status.FAILED;
                    boolean isIll = now.status() == Status.FAILED;
                    if (isIll && !wasIll) {
                        tell(cluster, nobody, "object.degraded", of(now));
                    } else if (wasIll && now.status() == Status.CURRENT) {
                        tell(cluster, nobody, "object.recovered", of(now));
                    }
                });
    }

    /** Writes down that somebody keeps changing what is changed back. */
    void contested(ReconciledCluster cluster, Contention contention) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("object", contention.key().toString());
        details.put("field", contention.field());
        details.put("by", contention.by());
        details.put("detail", contention.message());
        tell(cluster, new ReconcileRun.Request("", "", false), "drift.contested", details);
    }

    private static boolean isGood(Result result) {
        return switch (result) {
            case SYNCED, DRIFTED, ASLEEP -> true;
            case INCOMPLETE, INVALID, AWAY, SUPERSEDED -> false;
        };
    }

    private static Map<String, String> of(ReconcileReport report) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("result", report.result().word());
        details.put("revision", report.changes().revision());
        for (Action action : Action.values()) {
            long count = report.changes().count(action);
            if (count > 0) {
                details.put(action.word(), String.valueOf(count));
            }
        }
        reason(report).ifPresent(reason -> details.put("reason", reason));
        return details;
    }

    /** The first sentence that says why a run did not end well. */
    static Optional<String> reason(ReconcileReport report) {
        return report.problems().stream()
                .findFirst()
                .or(
                        () ->
                                report.changes().outcomes().stream()
                                        .filter(one -> one.action() == Action.FAILED)
                                        .map(one -> one.key() + ": " + one.reason())
                                        .findFirst())
                .or(
                        () ->
                                Optional.of(report.changes().pruning())
                                        .filter(pruning -> !pruning.isEmpty()));
    }

    private static Map<String, String> of(Drift drift, int all) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("object", drift.outcome().key().toString());
        // Who owns a field is a difference, too, but not the one that people look for.
        drift.outcome().differences().stream()
                .min(
                        Comparator.comparing(
                                field -> field.path().startsWith("metadata.managedFields")))
                .ifPresentOrElse(
                        field -> {
                            details.put("field", field.path());
                            field.owner().ifPresent(owner -> details.put("by", owner));
                        },
                        () -> details.put("field", "all of it"));
        rest(details, all);
        return details;
    }

    private static Map<String, String> of(ObjectHealth health) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("object", health.key().toString());
        details.put("detail", health.message());
        return details;
    }

    private static void rest(Map<String, String> details, int all) {
        if (all > MOST_OBJECTS) {
            details.put("ofAll", String.valueOf(all));
        }
    }

    private void tell(
            ReconciledCluster cluster,
            ReconcileRun.Request request,
            String kind,
            Map<String, String> details) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("cluster", cluster.name());
        all.putAll(details);
        log.info(
                "{}: {}",
                SENTENCES.getOrDefault(kind, kind),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", ")));
        var unused =
                events.record(
                        new Event(
                                Instant.now(),
                                kind,
                                cluster.node().orElse(""),
                                request.cause(),
                                request.source(),
                                "",
                                all));
    }
}
