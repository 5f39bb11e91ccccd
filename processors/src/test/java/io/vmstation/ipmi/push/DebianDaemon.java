package io.vmstation.ipmi.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real receiver on loopback: the Prometheus or the Pushgateway of Debian. */
final class DebianDaemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path log;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Process process;

    private DebianDaemon(Path folder, String program, List<String> arguments) throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", program)),
                "skipped, missing package: " + program);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        log = folder.resolve(program + ".log");
        command = new ArrayList<>(List.of("/usr/bin/" + program));
        command.add("--web.listen-address=127.0.0.1:" + port);
        command.addAll(arguments);
        start();
    }

    static DebianDaemon pushgateway(Path folder) throws IOException {
        return new DebianDaemon(folder, "prometheus-pushgateway", List.of("--persistence.file="));
    }

    static DebianDaemon prometheus(Path folder) throws IOException {
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        return new DebianDaemon(
                folder,
                "prometheus",
                List.of(
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.enable-remote-write-receiver"));
    }

    void start() throws IOException {
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        await().atMost(PATIENCE).until(this::isReady);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return client.send(
                                    HttpRequest.newBuilder(at("/-/ready")).build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** What it answers to a GET, the part "data". */
    JsonNode data(String path) throws IOException, InterruptedException {
        String body =
                client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString())
                        .body();
        return new ObjectMapper().readTree(body).path("data");
    }

    /** The result of a PromQL expression at a time. */
    JsonNode query(String expression, long millis) throws IOException, InterruptedException {
        return data("/api/v1/query?query="
                        + URLEncoder.encode(expression, StandardCharsets.UTF_8)
                        + "&time="
                        + millis / 1000.0)
                .path("result");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
