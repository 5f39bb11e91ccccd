package io.vmstation.host.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.api.AccessToken;
import io.vmstation.api.Answer;
import io.vmstation.api.DoorSettings;
import io.vmstation.host.InvalidConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The host that runs, asked through its API. */
final class RemoteStation implements Station {
    private static final int CONNECT_MILLIS = 1000;

    /** Answers that are there already. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
                    .build();
    private final String base;
    private final Optional<String> token;

    private RemoteStation(String base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    /**
     * The host with that door, if one answers.
     *
     * @throws InvalidConfiguration when its token cannot be read
     */
    static Optional<Station> find(DoorSettings door) throws InvalidConfiguration {
        InetSocketAddress address = door.fromHere();
        if (address.getPort() == 0 || !accepts(address)) {
            return Optional.empty();
        }
        String host = address.getAddress().getHostAddress();
        String base =
                "http://%s:%d"
                        .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort());
        Optional<String> token =
                door.tokenFile().isPresent()
                        ? Optional.of(token(door.tokenFile().get()))
                        : Optional.empty();
        return Optional.of(new RemoteStation(base, token));
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String token(Path file) throws InvalidConfiguration {
        Optional<String> problem = new AccessToken(file).problem();
        if (problem.isPresent()) {
            throw new InvalidConfiguration(problem.get());
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InvalidConfiguration(
                    "the token file " + file + " of api.token-file cannot be read: " + e);
        }
    }

    @Override
    public CompletableFuture<Answer> wake(String node, Optional<String> service, boolean dryRun) {
        return post(
                path(node)
                        + "/wake?wait=true&dryRun="
                        + dryRun
                        + service.map(name -> "&service=" + encoded(name)).orElse(""));
    }

    @Override
    public CompletableFuture<Answer> sleep(String node, boolean dryRun) {
        return post(path(node) + "/sleep?wait=true&dryRun=" + dryRun);
    }

    @Override
    public CompletableFuture<Answer> power(
            String node, String action, boolean force, boolean dryRun) {
        String path = path(node) + "/power";
        if (action.equals("status")) {
            return send(request(path).GET().build());
        }
        ObjectNode order = json.createObjectNode();
        order.put("action", action).put("force", force).put("dryRun", dryRun);
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(order.toString()))
                        .build());
    }

    @Override
    public Answer node(String name) {
        return get(path(name));
    }

    @Override
    public Answer nodes() {
        return get("/api/nodes");
    }

    @Override
    public Answer energy(Optional<String> node, int days) {
        return get(
                "/api/energy?days=" + days + node.map(name -> "&node=" + encoded(name)).orElse(""));
    }

    @Override
    public Answer clusters() {
        return get("/api/clusters");
    }

    @Override
    public Answer cluster(String name) {
        return get("/api/clusters/" + encoded(name));
    }

    @Override
    public CompletableFuture<Answer> reconcile(String cluster, boolean dryRun, boolean wait) {
        return post(
                "/api/clusters/%s/reconcile?dryRun=%s&wait=%s"
                        .formatted(encoded(cluster), dryRun, wait));
    }

    @Override
    public void look(Optional<String> node) {
        // The host looks at its nodes all the time.
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {}

    private static String path(String node) {
        return "/api/nodes/" + encoded(node);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer get(String path) {
        try {
            return send(request(path).GET().timeout(PATIENCE).build()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Unanswered unanswered ? unanswered : e;
        }
    }

    private CompletableFuture<Answer> post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle(
                        (response, error) -> {
                            if (error != null) {
                                throw new Unanswered(
                                        "the host at %s did not answer (%s): does it still run?"
                                                .formatted(base, reason(error)));
                            }
                            return answer(response);
                        });
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : String.valueOf(cause.getMessage());
    }

    private Answer answer(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        try {
            JsonNode body = json.readTree(response.body());
            if (type.contains("json") && body.isObject()) {
                return new Answer(response.statusCode(), body, Map.of());
            }
        } catch (JsonProcessingException e) {
            // Said below: it is no answer of ours.
        }
        throw new Unanswered(
                "something answers at %s, but not as VMStation does: is that another program's port? Then set api.port"
                        .formatted(base));
    }
}
