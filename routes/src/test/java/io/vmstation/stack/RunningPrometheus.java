package io.vmstation.stack;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Debian's Prometheus on loopback, with a configuration of ours. */
final class RunningPrometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private RunningPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RunningPrometheus start(Path folder, JsonNode configuration) throws IOException {
        Path file = folder.resolve("prometheus.yaml");
        Files.createDirectories(folder);
        Files.writeString(file, JSON.writeValueAsString(configuration));
        int port = freePort();
        Process process =
                new ProcessBuilder(
                                StackTools.debian("prometheus", "prometheus"),
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        RunningPrometheus started = new RunningPrometheus(process, port);
        await("Prometheus is ready: " + folder.resolve("log"))
                .atMost(Duration.ofMinutes(1))
                .until(started::isReady);
        return started;
    }

    /** One that nobody listens at now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    private boolean isReady() throws InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus has ended with " + process.exitValue());
        }
        try {
            return client.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    }

    private JsonNode data(String path) {
        try {
            return JSON.readTree(client.send(request(path), BodyHandlers.ofString()).body())
                    .path("data");
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    /** Its targets as it sees them. */
    List<JsonNode> targets() {
        List<JsonNode> all = new java.util.ArrayList<>();
        data("/api/v1/targets").path("activeTargets").forEach(all::add);
        return all;
    }

    /** The labels of what an expression finds now. */
    List<JsonNode> query(String expression) {
        List<JsonNode> all = new java.util.ArrayList<>();
        data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result")
                .forEach(one -> all.add(one.path("metric")));
        return all;
    }

    /** Ends it before the end of its block. */
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
