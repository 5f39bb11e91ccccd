package io.vmstation.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vmstation.host.demo.DemoRun;
import io.vmstation.reach.SilentPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A real host on loopback with two nodes: {@code demo}, which sleeps until a magic packet wakes it,
 * and {@code attic}, which never answers. What a sleep comes to, {@link ReportSleep} says, and what
 * a power switch does, {@link ReportPower}.
 */
public final class ApiSite implements AutoCloseable {
    /** As scrapers and the command line do: no client that matters asks for HTTP/2 here. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Less than tests wait for what they want to see. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final Map<String, String> environment = new HashMap<>();
    private final DemoRun demo;
    private final SilentPort attic;
    private final int apiPort = freePort();
    private final int metricsPort = freePort();
    private Optional<Host> host = Optional.empty();
    private Optional<Plugins> plugins = Optional.empty();

    public ApiSite() throws Exception {
        demo = new DemoRun(freePort(), new PrintWriter(Writer.nullWriter()));
        attic = new SilentPort("127.0.0.79");
        environment.put("VMSTATION_API_PORT", String.valueOf(apiPort));
        environment.put("VMSTATION_METRICS_PORT", String.valueOf(metricsPort));
        environment.put("VMSTATION_WAKE_COOL_DOWN", "20s");
        Files.writeString(
                home().resolve("config/nodes.yaml"),
                """
                  - name: attic
                    address: 127.0.0.79
                    macAddress: "02:00:5e:00:53:03"
                    services:
                      - {name: web, port: %d, ready: tcp}
                    wake: {methods: [magic-packet], ports: [9], interfaces: [lo], deadline: 1s}
                """
                        .formatted(attic.port()),
                StandardOpenOption.APPEND);
        Files.writeString(
                home().resolve("config/clusters.yaml"),
                "clusters: [{name: demo, mode: suspend, manifests: manifests/demo}]\n");
        route(
                "reconcile-monitoring",
                """
                - beans:
                    - name: reportReconcile
                      type: io.vmstation.host.ReportReconcile
                - route:
                    id: reconcile-monitoring
                    from:
                      uri: direct:reconcile
                      steps:
                        - process: {ref: reportReconcile}
                """);
        route(
                "sleep-node",
                """
                - beans:
                    - name: reportSleep
                      type: io.vmstation.host.ReportSleep
                - route:
                    id: sleep-node
                    from:
                      uri: direct:sleep-node
                      steps:
                        - process: {ref: reportSleep}
                """);
        route(
                "power-node",
                """
                - beans:
                    - name: reportPower
                      type: io.vmstation.host.ReportPower
                - route:
                    id: power-node
                    from:
                      uri: direct:power-node
                      steps:
                        - process: {ref: reportPower}
                """);
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a setting by its variable of the environment. */
    public ApiSite set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Writes a route file of the user. */
    public ApiSite route(String id, String yaml) throws IOException {
        Files.writeString(home().resolve("routes/" + id + ".camel.yaml"), yaml);
        return this;
    }

    /** Lets the route of the application be, in place of one that this class has written. */
    public ApiSite withoutRoute(String id) throws IOException {
        Files.delete(home().resolve("routes/" + id + ".camel.yaml"));
        return this;
    }

    /** Adds an entry to nodes.yaml. */
    public ApiSite node(String yaml) throws IOException {
        Files.writeString(
                home().resolve("config/nodes.yaml"), yaml.indent(2), StandardOpenOption.APPEND);
        return this;
    }

    /** The folder of its files. */
    public Path home() {
        return demo.overlay().home().folder().orElseThrow();
    }

    /** The real wiring. */
    public HostPlan.Assembler assembler() {
        return new Wiring(environment, event -> {});
    }

    /** Starts the host. */
    public ApiSite start() throws Exception {
        Plugins none = Plugins.of(demo.overlay().home());
        plugins = Optional.of(none);
        HostPlan plan = assembler().assemble(demo.overlay(), none);
        host = Optional.of(Host.start(demo.overlay(), plan, none.loader()));
        return this;
    }

    /** The running host. */
    public Host host() {
        return host.orElseThrow();
    }

    /** One answer; what is no JSON is an empty object. */
    public record Reply(int status, HttpResponse<String> response, JsonNode json) {
        /** A header; empty when it is not there. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Asks the API. */
    public Reply ask(String method, String path) {
        return ask(apiPort, method, path, "");
    }

    /** Asks the API with a body of JSON. */
    public Reply ask(String method, String path, String body) {
        return ask(apiPort, method, path, body);
    }

    /** Asks the door of health and metrics. */
    public Reply askMetrics(String path) {
        return ask(metricsPort, "GET", path, "");
    }

    private static Reply ask(int port, String method, String path, String body) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE);
        if (!body.isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        HttpRequest request =
                builder.method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> response =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            ObjectMapper json = new ObjectMapper();
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Reply(
                    response.statusCode(),
                    response,
                    isJson ? json.readTree(response.body()) : json.createObjectNode());
        } catch (HttpTimeoutException e) {
            throw new AssertionError(request + " was not answered\n" + whatThreadsDo(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A host that hangs must not be taken for one that says something else. */
    private static String whatThreadsDo() {
        StringBuilder all = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach(
                        (thread, stack) -> {
                            all.append(thread).append('\n');
                            for (StackTraceElement at : stack) {
                                all.append("    at ").append(at).append('\n');
                            }
                        });
        return all.toString();
    }

    /** Stops the host alone. */
    public void stop() throws IOException {
        host.ifPresent(Host::close);
        host = Optional.empty();
        if (plugins.isPresent()) {
            plugins.get().close();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        attic.close();
        demo.close();
    }
}
