package io.vmstation.it;

import io.vmstation.kube.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged host with a cluster in its clusters.yaml, on loopback. Not thread-safe. */
final class ReconcilingHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path home;
    private final int apiPort = freePort();
    private final int metricsPort = freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<Process> process = Optional.empty();

    /** Writes the home; starts nothing. */
    ReconcilingHost(Path home, ApiServer server, String leaseNamespace) throws IOException {
        this.home = home;
        write(
                "config/application.properties",
                """
                api.port=%d
                metrics.port=%d
                metrics.host=127.0.0.1
                wake.arm-local-interfaces=false
                reconcile.retry=500ms
                reconcile.longest-retry=1s
                reconcile.lease-namespace=%s
                """
                        .formatted(apiPort, metricsPort, leaseNamespace));
        write("config/nodes.yaml", "nodes: []\n");
        write(
                "config/clusters.yaml",
                """
                clusters:
                  - name: main
                    mode: enforce
                    kubeconfig: %s
                    manifests: manifests/main
                    namespace: monitoring
                """
                        .formatted(server.kubeconfig().toAbsolutePath()));
        write(
                "manifests/main/namespace.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: monitoring}\n");
        config("one", "first");
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a ConfigMap of that name, as an editor does: whole. */
    void config(String name, String value) throws IOException {
        write(
                "manifests/main/" + name + ".yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: monitoring}
                data: {key: "%s"}
                """
                        .formatted(name, value));
    }

    void write(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(String path) throws IOException {
        Files.delete(home.resolve(path));
    }

    /** Starts it; returns when it says that it is up. */
    ReconcilingHost start() throws IOException {
        Path log = home.resolve("host.log");
        process =
                Optional.of(
                        new ProcessBuilder(command("run"))
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start());
        Awaitility.await("the host is up")
                .atMost(PATIENCE)
                .until(() -> Files.readString(log).contains("VMStation is up: "));
        return this;
    }

    /** Runs another command about this home to its end; returns its exit code and both outputs. */
    Ended run(String... arguments) throws IOException, InterruptedException {
        Process command = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
        String output = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            command.destroyForcibly();
        }
        return new Ended(command.exitValue(), output);
    }

    /** How a command ended. */
    record Ended(int code, String output) {}

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(PackagedJar.command(List.of()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        return command;
    }

    /** The health page. */
    String health() {
        return get(metricsPort, "/observe/health");
    }

    String metrics() {
        return get(metricsPort, "/metrics");
    }

    /** What the API tells of the cluster. */
    String cluster() {
        return get(apiPort, "/api/clusters/main");
    }

    private String get(int port, String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as a power cut does. */
    void kill() {
        process.ifPresent(
                running -> {
                    running.destroyForcibly();
                    running.onExit().join();
                });
    }

    @Override
    public void close() {
        process.ifPresent(
                running -> {
                    running.destroy();
                    var ended =
                            running.onExit()
                                    .completeOnTimeout(running, 30, TimeUnit.SECONDS)
                                    .join();
                    if (ended.isAlive()) {
                        kill();
                    }
                });
    }
}
