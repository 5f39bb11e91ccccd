package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster does that is kept as files say. What is not known is absent.
 *
 * @param name of the cluster
 * @param mode {@code enforce}, {@code observe} or {@code suspend}
 * @param node the node that it runs on, if that may sleep
 * @param leading whether this host is the one that reconciles it; absent while nobody knows
 * @param lastRun the latest one that was no dry run, without its objects
 * @param lastSuccess when a run last ended with the cluster as wanted
 * @param objects each object as it was last seen
 */
public record ClusterStatus(
        String name,
        String mode,
        Optional<String> node,
        Optional<Boolean> leading,
        Optional<ClusterRun> lastRun,
        Optional<Instant> lastSuccess,
        List<ClusterObject> objects) {
    public ClusterStatus {
        requireNonNull(name, "name is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(node, "node is null");
        requireNonNull(leading, "leading is null");
        requireNonNull(lastRun, "lastRun is null");
        requireNonNull(lastSuccess, "lastSuccess is null");
        objects = List.copyOf(objects);
    }
}
