package io.vmstation.kube.follow;

import io.vmstation.kube.follow.Transition.About;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes of one report after another what is worth an event: that a cluster is no longer as it was.
 * The first report of a cluster is told unless all is well. Dry runs, runs that were given up, and
 * clusters whose node sleeps leave everything as it was. Remembered in memory only. Thread-safe.
 */
public final class Transitions {
    private static final int MOST_DETAILS = 10;

    private final Map<String, String> sync = new HashMap<>();
    private final Map<String, String> health = new HashMap<>();

    /**
     * Takes note of a report.
     *
     * @return what has changed with it; mostly nothing
     */
    public synchronized List<Transition> after(ReconcileReport report) {
        Result result = report.result();
        if (report.dryRun() || result == Result.SUPERSEDED || result == Result.ASLEEP) {
            return List.of();
        }
        List<Transition> found = new ArrayList<>();
        String word = result.word();
        boolean good = result == Result.SYNCED;
        String before = changed(sync, report.cluster(), word);
        if (before != null && !(good && before.isEmpty())) {
            found.add(
                    new Transition(
                            report.cluster(),
                            About.SYNC,
                            before,
                            word,
                            good,
                            message(report),
                            details(report)));
        }
        health(report).ifPresent(found::add);
        return found;
    }

    /** Forgets a cluster that is no longer followed. */
    public synchronized void forget(String cluster) {
        sync.remove(cluster);
        health.remove(cluster);
    }

    private static @Nullable String changed(
            Map<String, String> words, String cluster, String word) {
        String before = words.put(cluster, word);
        return word.equals(before) ? null : before == null ? "" : before;
    }

    private Optional<Transition> health(ReconcileReport report) {
        List<ObjectHealth> bad =
                report.health().stream()
                        .filter(
                                it ->
                                        it.status() == Status.FAILED
                                                || it.status() == Status.NOT_FOUND)
                        .toList();
        List<ObjectHealth> moving =
                report.health().stream().filter(it -> it.status() == Status.IN_PROGRESS).toList();
        boolean unknown = report.health().stream().anyMatch(it -> it.status() == Status.UNKNOWN);
        if (report.health().isEmpty() || (bad.isEmpty() && unknown)) {
            return Optional.empty();
        }
        String before = health.getOrDefault(report.cluster(), "");
        String word = bad.isEmpty() ? (moving.isEmpty() ? "healthy" : "progressing") : "unhealthy";
        if (word.equals("progressing")) {
            // On the way is neither: what it comes to is told.
            return Optional.empty();
        }
        health.put(report.cluster(), word);
        boolean good = bad.isEmpty();
        if (word.equals(before) || (good && before.isEmpty())) {
            return Optional.empty();
        }
        int asleep = report.health().stream().mapToInt(ObjectHealth::asleep).sum();
        return Optional.of(
                new Transition(
                        report.cluster(),
                        About.HEALTH,
                        before,
                        word,
                        good,
                        good
                                ? "all objects are healthy"
                                        + (asleep > 0 ? ", " + asleep + " asleep" : "")
                                : bad.size() + " of " + report.health().size() + " objects fail",
                        bad.stream()
                                .map(it -> it.key() + ": " + it.message())
                                .limit(MOST_DETAILS)
                                .toList()));
    }

    private static String message(ReconcileReport report) {
        return switch (report.result()) {
            case SYNCED -> "the cluster is as wanted";
            case DRIFTED ->
                    differing(report).count() + " objects are not as wanted, and are left so";
            case INCOMPLETE ->
                    report.changes().count(Action.FAILED) + " objects could not be made as wanted";
            case INVALID -> "the files are wrong, nothing was done";
            case AWAY -> "the API cannot be asked";
            case ASLEEP -> "its node sleeps";
            case SUPERSEDED -> "given up for a newer run";
        };
    }

    private static List<String> details(ReconcileReport report) {
        Stream<String> outcomes =
                report.result() == Result.DRIFTED
                        ? differing(report).map(it -> it.key().toString())
                        : report.changes().outcomes().stream()
                                .filter(it -> it.action() == Action.FAILED)
                                .map(it -> it.key() + ": " + it.reason());
        return Stream.concat(report.problems().stream(), outcomes).limit(MOST_DETAILS).toList();
    }

    private static Stream<ObjectOutcome> differing(ReconcileReport report) {
        return report.changes().outcomes().stream()
                .filter(
                        it ->
                                it.action() == Action.CREATED
                                        || it.action() == Action.CONFIGURED
                                        || it.action() == Action.DELETED);
    }
}
