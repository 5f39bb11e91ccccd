package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the API of a cluster is reached.
 *
 * @param kubeconfig the file to use; absent: {@code KUBECONFIG}, {@code ~/.kube/config}, or the
 *     service account of the pod
 * @param context the context of that file; absent: its current one
 * @param patience how long one request may take, at least a millisecond
 */
public record ClusterAccess(
        Optional<Path> kubeconfig, Optional<String> context, Duration patience) {
    public ClusterAccess {
        requireNonNull(kubeconfig, "kubeconfig is null");
        requireNonNull(context, "context is null");
        requireNonNull(patience, "patience is null");
    }

    /** Reads the file anew. Fails with a {@link ClusterFailure} that says what to set. */
    Config read() {
        Config config = kubeconfig.map(this::fromFile).orElseGet(this::fromSurroundings);
        // Asked for by name, a context that is not there would silently be the current one, which
        // may be that of another cluster.
        context.ifPresent(name -> requireContext(config, name));
        int millis = Math.toIntExact(patience.toMillis());
        return new ConfigBuilder(config)
                .withConnectionTimeout(millis)
                .withRequestTimeout(millis)
                // Each caller repeats in its own way; a refused eviction is an answer, not a fault.
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    private Config fromFile(Path file) {
        if (!Files.isReadable(file)) {
            throw misconfigured(file + " is not there or cannot be read: set kubernetes.config");
        }
        try {
            return requireServer(
                    Config.fromKubeconfig(context.orElse(null), file.toFile()), file.toString());
        } catch (ClusterFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser's message quotes the file, which holds tokens.
            throw misconfigured(file + " is not a kubeconfig: set kubernetes.config");
        }
    }

    private Config fromSurroundings() {
        return requireServer(
                Config.autoConfigure(context.orElse(null)), "KUBECONFIG or ~/.kube/config");
    }

    private static Config requireServer(Config config, String where) {
        boolean fromPod = config.getAutoOAuthToken() != null || config.getOauthToken() != null;
        if (config.getCurrentContext() == null && !fromPod) {
            throw misconfigured(
                    where + " names no cluster: set kubernetes.config and kubernetes.context");
        }
        return config;
    }

    private static void requireContext(Config config, String name) {
        List<String> known =
                config.getContexts().stream().map(NamedContext::getName).sorted().toList();
        if (!known.contains(name)) {
            throw misconfigured(
                    "the kubeconfig has no context named %s, only %s: set kubernetes.context"
                            .formatted(name, known));
        }
    }

    private static ClusterFailure misconfigured(String reason) {
        return new ClusterFailure(ClusterFailure.Kind.MISCONFIGURED, reason);
    }
}
