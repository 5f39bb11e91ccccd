package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.vmstation.kube.KubeconfigSearch.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the API of a cluster is reached.
 *
 * @param kubeconfig the file to use; absent: the first that {@code search} finds
 * @param context the context of that file; absent: its current one
 * @param patience how long one request may take, at least a millisecond
 * @param search where a kubeconfig is looked for
 */
public record ClusterAccess(
        Optional<Path> kubeconfig,
        Optional<String> context,
        Duration patience,
        KubeconfigSearch search) {
    public ClusterAccess {
        requireNonNull(kubeconfig, "kubeconfig is null");
        requireNonNull(context, "context is null");
        requireNonNull(patience, "patience is null");
        requireNonNull(search, "search is null");
    }

    /** The access from this machine, for the user of this process. */
    public ClusterAccess(Optional<Path> kubeconfig, Optional<String> context, Duration patience) {
        this(kubeconfig, context, patience, KubeconfigSearch.ofThisMachine());
    }

    /** Reads the file anew. Fails with a {@link ClusterFailure} that says what to set. */
    Found read() {
        Found found = search.find(kubeconfig, context);
        int millis = Math.toIntExact(patience.toMillis());
        return new Found(
                new ConfigBuilder(found.config())
                        .withConnectionTimeout(millis)
                        .withRequestTimeout(millis)
                        // Each caller repeats in its own way; a refused eviction is an answer.
                        .withRequestRetryBackoffLimit(0)
                        .build(),
                found.source(),
                found.files(),
                found.passedOver());
    }
}
