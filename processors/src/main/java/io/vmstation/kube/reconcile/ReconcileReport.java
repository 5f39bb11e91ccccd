package io.vmstation.kube.reconcile;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How one run for one cluster ended.
 *
 * @param cluster its name
 * @param began when
 * @param took how long
 * @param result what it has come to
 * @param dryRun whether it changed nothing by intent
 * @param changes what was done, or would be
 * @param health of the objects; empty when nobody could tell
 * @param problems sentences: of the files, or why the cluster could not be asked
 */
public record ReconcileReport(
        String cluster,
        Instant began,
        Duration took,
        Result result,
        boolean dryRun,
        ChangeSet changes,
        List<ObjectHealth> health,
        List<String> problems) {
    public ReconcileReport {
        requireNonNull(cluster, "cluster is null");
        requireNonNull(began, "began is null");
        requireNonNull(took, "took is null");
        requireNonNull(result, "result is null");
        requireNonNull(changes, "changes is null");
        health = List.copyOf(health);
        problems = List.copyOf(problems);
    }

    /** What a run has come to. */
    public enum Result {
        /** The cluster is as wanted. */
        SYNCED,
        /** It is not, and was only looked at. */
        DRIFTED,
        /** Some objects could not be made as wanted. */
        INCOMPLETE,
        /** The files are wrong: nothing was done. */
        INVALID,
        /** The API could not be asked. */
        AWAY,
        /** The node of the cluster sleeps: nothing is wrong. */
        ASLEEP,
        /** Given up for a newer one, or since the host stops. */
        SUPERSEDED;

        /** As in metrics and on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
