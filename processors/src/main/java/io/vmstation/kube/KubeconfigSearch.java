package io.vmstation.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out how a cluster is reached. In this order: the file that is configured; those that {@code
 * KUBECONFIG} names, merged as kubectl does; {@code /etc/kubernetes/admin.conf} of kubeadm; {@code
 * /etc/rancher/rke2/rke2.yaml}; {@code ~/.kube/config}; the service account of the pod. What is
 * configured or named must be usable; of the usual places, the first that is there, can be read and
 * has the wanted context is taken, and why others were passed over is told. Thread-safe.
 */
public final class KubeconfigSearch {
    private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

    private final Map<String, String> environment;
    private final Path root;
    private final Path home;

    /**
     * @param environment the variables of the process
     * @param root where {@code etc} and {@code var} are
     * @param home of the user
     */
    public KubeconfigSearch(Map<String, String> environment, Path root, Path home) {
        this.environment = Map.copyOf(environment);
        this.root = requireNonNull(root, "root is null");
        this.home = requireNonNull(home, "home is null");
    }

    /** The search on this machine, for the user of this process. */
    public static KubeconfigSearch ofThisMachine() {
        return new KubeconfigSearch(
                System.getenv(), Path.of("/"), Path.of(System.getProperty("user.home")));
    }

    /**
     * What was found.
     *
     * @param config to connect with; holds secrets, so it is in no text
     * @param source where it comes from, for people
     * @param files whose change makes it worth to look again
     * @param passedOver why what comes before was not taken, a sentence each
     */
    record Found(Config config, String source, List<Path> files, List<String> passedOver) {
        Found {
            files = List.copyOf(files);
            passedOver = List.copyOf(passedOver);
        }

        @Override
        public String toString() {
            return source;
        }
    }

    /**
     * Looks anew. Fails with a {@link ClusterFailure} that says what to set.
     *
     * @param configured the file to use; absent: the first of the others
     * @param context the context to use; absent: the current one of the file
     */
    Found find(Optional<Path> configured, Optional<String> context) {
        if (configured.isPresent()) {
            return read(List.of(configured.get()), configured.get().toString(), context);
        }
        List<Path> named = named();
        if (!named.isEmpty()) {
            return read(named, "KUBECONFIG=" + environment.get("KUBECONFIG"), context);
        }
        List<String> passedOver = new ArrayList<>();
        for (Path file : usual()) {
            if (!Files.exists(file)) {
                continue;
            }
            try {
                Found found = read(List.of(file), file.toString(), context);
                return new Found(found.config(), found.source(), found.files(), passedOver);
            } catch (ClusterFailure e) {
                passedOver.add(String.valueOf(e.getMessage()));
            }
        }
        return fromPod(passedOver).orElseThrow(() -> nothing(passedOver));
    }

    private List<Path> named() {
        List<Path> files = new ArrayList<>();
        for (String name :
                environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator, -1)) {
            if (!name.isBlank()) {
                files.add(Path.of(name));
            }
        }
        return files;
    }

    private List<Path> usual() {
        return List.of(
                root.resolve("etc/kubernetes/admin.conf"),
                root.resolve("etc/rancher/rke2/rke2.yaml"),
                home.resolve(".kube/config"));
    }

    private static Found read(List<Path> files, String source, Optional<String> context) {
        // As with kubectl, some of several files may be missing, but not all.
        List<Path> there = files.stream().filter(Files::exists).toList();
        List<Path> unreadable = there.stream().filter(file -> !Files.isReadable(file)).toList();
        if (there.isEmpty() || !unreadable.isEmpty()) {
            String which = unreadable.isEmpty() ? source : unreadable.get(0).toString();
            throw misconfigured(which + " is not there or cannot be read: set kubernetes.config");
        }
        Config config = parse(there, source, context);
        if (config.getCurrentContext() == null) {
            throw misconfigured(
                    source + " names no cluster: set kubernetes.config and kubernetes.context");
        }
        // Asked for by name, a context that is not there would silently be the current one, which
        // may be that of another cluster.
        context.ifPresent(name -> requireContext(config, source, name));
        return new Found(config, source, files, List.of());
    }

    private static Config parse(List<Path> files, String source, Optional<String> context) {
        try {
            if (files.size() == 1) {
                return Config.fromKubeconfig(context.orElse(null), files.get(0).toFile());
            }
            Config config = Config.empty();
            KubeConfigUtils.merge(
                    config,
                    context.orElse(null),
                    files.stream()
                            .map(file -> KubeConfigUtils.parseConfig(file.toFile()))
                            .toArray(io.fabric8.kubernetes.api.model.Config[]::new));
            return config;
        } catch (RuntimeException e) {
            // The parser's message quotes the file, which holds tokens.
            throw misconfigured(source + " is not a kubeconfig: set kubernetes.config");
        }
    }

    private static void requireContext(Config config, String source, String name) {
        List<String> known =
                config.getContexts().stream().map(NamedContext::getName).sorted().toList();
        if (!known.contains(name)) {
            throw misconfigured(
                    "%s has no context named %s, only %s: set kubernetes.context"
                            .formatted(source, name, known));
        }
    }

    private Optional<Found> fromPod(List<String> passedOver) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        Path token = root.resolve(ACCOUNT).resolve("token");
        if (host.isEmpty() || !Files.isReadable(token)) {
            return Optional.empty();
        }
        try {
            Config config =
                    new ConfigBuilder(Config.empty())
                            .withMasterUrl("https://" + bracketed(host) + ":" + port + "/")
                            .withCaCertFile(token.resolveSibling("ca.crt").toString())
                            .withOauthToken(Files.readString(token, UTF_8).strip())
                            .build();
            return Optional.of(
                    new Found(
                            config, "the service account of the pod", List.of(token), passedOver));
        } catch (IOException e) {
            throw misconfigured(token + " cannot be read");
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static ClusterFailure nothing(List<String> passedOver) {
        String reasons = passedOver.isEmpty() ? "" : " (" + String.join("; ", passedOver) + ")";
        return misconfigured("there is no kubeconfig: set kubernetes.config" + reasons);
    }

    private static ClusterFailure misconfigured(String reason) {
        return new ClusterFailure(ClusterFailure.Kind.MISCONFIGURED, reason);
    }
}
