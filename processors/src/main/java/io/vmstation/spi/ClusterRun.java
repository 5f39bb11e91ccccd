package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How one run over a cluster ended.
 *
 * @param cluster its name
 * @param cause which trigger
 * @param began when
 * @param took how long
 * @param result {@code synced}, {@code drifted}, {@code incomplete}, {@code invalid}, {@code away},
 *     {@code asleep} or {@code superseded}
 * @param dryRun whether it only looked
 * @param revision of the files; empty when they were not read
 * @param pruning why nothing was deleted; empty when it was, or there was nothing
 * @param problems sentences
 * @param objects what was done to each, or would be
 */
public record ClusterRun(
        String cluster,
        String cause,
        Instant began,
        Duration took,
        String result,
        boolean dryRun,
        String revision,
        String pruning,
        List<String> problems,
        List<ClusterObject> objects) {
    public ClusterRun {
        requireNonNull(cluster, "cluster is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(began, "began is null");
        requireNonNull(took, "took is null");
        requireNonNull(result, "result is null");
        requireNonNull(revision, "revision is null");
        requireNonNull(pruning, "pruning is null");
        problems = List.copyOf(problems);
        objects = List.copyOf(objects);
    }

    /** The same without what became of each object. */
    public ClusterRun brief() {
        return new ClusterRun(
                cluster, cause, began, took, result, dryRun, revision, pruning, problems,
                List.of());
    }
}
