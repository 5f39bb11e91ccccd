package io.vmstation.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lab's API server, a process of its own on loopback: {@code it/lab/apiserver.py}, which tells
 * what it can. It knows server-side apply, watches, dry runs, custom resources and faults, keeps
 * its state over {@link #kill} and {@link #restart}, and ends with this Java machine at the latest.
 * The calls of this class are not counted, and work while the API is away. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final List<String> options;
    private final HttpClient control = HttpClient.newHttpClient();
    private volatile Process process;
    private volatile int port;
    private volatile int controlPort;

    private ApiServer(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
        process = launch();
    }

    /**
     * Starts one; the test is skipped where there is no Python.
     *
     * @param folder for its state and kubeconfigs; a server that was there before is continued
     * @param options further ones of the script
     */
    public static ApiServer start(Path folder, String... options) {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")),
                "skipped, missing package: python3");
        return new ApiServer(folder, List.of(options));
    }

    /**
     * As {@link #start}, over HTTPS: kubectl sends tokens over nothing else. Skipped where there is
     * no openssl. The certificate is {@code tls.crt} in the folder.
     */
    public static ApiServer startTls(Path folder) {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/openssl")),
                "skipped, missing package: openssl");
        return start(folder, "--tls", folder.toString());
    }

    /** {@code http://127.0.0.1:PORT}, or {@code https}. */
    public String url() {
        return (tls() ? "https" : "http") + "://127.0.0.1:" + port;
    }

    private boolean tls() {
        return options.contains("--tls");
    }

    /** Where it listens; the same after {@link #restart}. */
    public int port() {
        return port;
    }

    /** The process of the server. */
    public long pid() {
        return process.pid();
    }

    /** A client without a token and without tries of its own; to be closed by the caller. */
    public KubernetesClient client() {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withCaCertFile(tls() ? folder.resolve("tls.crt").toString() : null)
                        .withRequestRetryBackoffLimit(0)
                        .withUserAgent("test/1")
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A file for a client that says who it is by nothing. */
    public Path kubeconfig() {
        return kubeconfig("");
    }

    /** A file for a client with a bearer token; its context is {@code lab}. */
    public Path kubeconfig(String token) {
        String user = token.isEmpty() ? "{}" : "{token: \"" + token + "\"}";
        Path certificate = folder.resolve("tls.crt").toAbsolutePath();
        String authority = tls() ? ", certificate-authority: \"" + certificate + "\"" : "";
        Path file = folder.resolve("kubeconfig" + (token.isEmpty() ? "" : "-" + token.hashCode()));
        String text =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: lab, cluster: {server: "%s"%s}}]
                users: [{name: lab, user: %s}]
                contexts: [{name: lab, context: {cluster: lab, user: lab, namespace: default}}]
                current-context: lab
                """
                        .formatted(url(), authority, user);
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What was asked

    /**
     * One request.
     *
     * @param verb as for rights: get, list, watch, create, update, patch, delete, deletecollection
     * @param resource plural, with its group behind a dot where it has one: {@code
     *     deployments.apps}; empty for discovery
     * @param subresource empty for the object itself
     * @param patch apply, merge, json, strategic; empty where nothing is patched
     * @param code what was answered, 0 when the connection was ended instead
     */
    public record Asked(
            long number,
            Instant at,
            String verb,
            String resource,
            String subresource,
            String namespace,
            String name,
            String patch,
            boolean dryRun,
            int code,
            String agent,
            String user,
            String path,
            Map<String, String> query) {
        /** Whether it would change what is stored. */
        public boolean changes() {
            return !dryRun && !List.of("get", "list", "watch", "head").contains(verb);
        }

        /** {@code patch deployments.apps monitoring/grafana apply dry-run 200}. */
        @Override
        public String toString() {
            String place = namespace.isEmpty() ? name : namespace + "/" + name;
            List<String> words =
                    new ArrayList<>(
                            List.of(
                                    verb,
                                    resource.isEmpty()
                                            ? path
                                            : subresource.isEmpty()
                                                    ? resource
                                                    : resource + "/" + subresource,
                                    place,
                                    patch,
                                    dryRun ? "dry-run" : "",
                                    String.valueOf(code)));
            words.removeIf(String::isEmpty);
            return String.join(" ", words);
        }
    }

    /** All requests since the start or since {@link #forgetAsked}, in order of their answers. */
    public List<Asked> asked() {
        List<Asked> found = new ArrayList<>();
        for (JsonNode entry : lab("GET", "requests", null).path("requests")) {
            found.add(asked(entry));
        }
        return found;
    }

    /** Those that fit. */
    public List<Asked> asked(Predicate<Asked> wanted) {
        return asked().stream().filter(wanted).toList();
    }

    /** How many of these; any part may be empty for all. */
    public long count(String verb, String resource) {
        return asked(
                        asked ->
                                (verb.isEmpty() || asked.verb().equals(verb))
                                        && (resource.isEmpty()
                                                || asked.resource().equals(resource)))
                .size();
    }

    /** How many there were: the key is {@code "patch deployments.apps"}. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        asked().forEach(a -> counts.merge(a.verb() + " " + a.resource(), 1L, Long::sum));
        return counts;
    }

    /** Counting begins anew. */
    public void forgetAsked() {
        var unused = lab("DELETE", "requests", null);
    }

    private static Asked asked(JsonNode entry) {
        Map<String, String> query = new LinkedHashMap<>();
        entry.path("query")
                .properties()
                .forEach(pair -> query.put(pair.getKey(), pair.getValue().asText()));
        String group = entry.path("group").asText();
        String resource = entry.path("resource").asText();
        return new Asked(
                entry.path("number").asLong(),
                Instant.ofEpochMilli((long) (entry.path("at").asDouble() * 1000)),
                entry.path("verb").asText(),
                group.isEmpty() ? resource : resource + "." + group,
                entry.path("subresource").asText(),
                entry.path("namespace").asText(),
                entry.path("name").asText(),
                entry.path("patch").asText("").replace("null", ""),
                entry.path("dryRun").asBoolean(),
                entry.path("code").asInt(),
                entry.path("userAgent").asText(),
                entry.path("user").asText("").replace("null", ""),
                entry.path("path").asText(),
                query);
    }

    // Faults

    /** Which requests; an absent part fits all. */
    public static final class Fault {
        private final ObjectNode told = JSON.createObjectNode();
        private final ObjectNode match = told.putObject("match");

        private Fault(String action) {
            told.put("action", action);
        }

        /** Answered with that code, as a server words it. */
        public static Fault answer(int code) {
            Fault fault = new Fault("code");
            fault.told.put("code", code);
            return fault;
        }

        /** Answered with exactly that. */
        public static Fault raw(int code, String contentType, String body) {
            Fault fault = new Fault("raw");
            fault.told.put("code", code).put("contentType", contentType).put("body", body);
            return fault;
        }

        /** The connection ends and nothing was done. */
        public static Fault dropBefore() {
            return new Fault("drop-before");
        }

        /** It is done, and the connection ends without an answer. */
        public static Fault dropAfter() {
            return new Fault("drop-after");
        }

        /** It is done, and the answer ends in the middle. */
        public static Fault cut() {
            return new Fault("cut");
        }

        /** It is done later. */
        public static Fault delay(Duration time) {
            Fault fault = new Fault("delay");
            fault.told.put("seconds", time.toMillis() / 1000.0);
            return fault;
        }

        /** Never answered. */
        public static Fault hang() {
            return new Fault("hang");
        }

        /** The server ends as by kill -9, before it is done. */
        public static Fault kill() {
            return new Fault("kill");
        }

        /** The server ends as by kill -9, after it was done and before it is answered. */
        public static Fault killAfter() {
            return new Fault("kill-after");
        }

        /** How often; 0 until {@link ApiServer#heal}. Once if not said. */
        public Fault times(int times) {
            told.put("times", times);
            return this;
        }

        /** So many that fit pass before. */
        public Fault after(int passing) {
            told.put("after", passing);
            return this;
        }

        /** Of 429 and 503: what it says when to come again. */
        public Fault retryAfter(int seconds) {
            told.put("retryAfter", seconds);
            return this;
        }

        /** What it says instead of the usual. */
        public Fault message(String message) {
            told.put("message", message);
            return this;
        }

        /** Only requests of that verb. */
        public Fault verb(String verb) {
            return match("verb", verb);
        }

        /** Only requests for that kind, plural without group: {@code deployments}. */
        public Fault resource(String plural) {
            return match("resource", plural);
        }

        /** Only requests for objects of that name. */
        public Fault name(String name) {
            return match("name", name);
        }

        /** Only requests in that namespace. */
        public Fault namespace(String namespace) {
            return match("namespace", namespace);
        }

        /** Only patches of that sort: apply, merge, json, strategic. */
        public Fault patch(String sort) {
            return match("patch", sort);
        }

        /** Only dry runs, or only what is meant. */
        public Fault dryRun(boolean dryRun) {
            match.put("dryRun", dryRun);
            return this;
        }

        /** Only paths in which this regular expression is found. */
        public Fault path(String expression) {
            return match("path", expression);
        }

        private Fault match(String key, String value) {
            match.put(key, value);
            return this;
        }
    }

    /** Something goes wrong from now on; earlier faults come first. */
    public void fail(Fault fault) {
        var unused = lab("POST", "faults", fault.told);
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        var unused = lab("DELETE", "faults", null);
    }

    /** All watches end in order, as when a server is restarted by its operator. */
    public void closeWatches() {
        var unused = lab("POST", "watches/close", null);
    }

    /** All watches end, and versions until now are too old to go on from: 410. */
    public void forgetHistory() {
        var unused = lab("POST", "watches/forget", null);
    }

    /** Nobody listens, and connections end. */
    public void away() {
        var unused = lab("POST", "away", null);
    }

    /** It listens again, on the same port. */
    public void back() {
        var unused = lab("POST", "back", null);
    }

    /** Ends it as {@code kill -9} does. What was answered is kept. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Whether the process runs. */
    public boolean running() {
        return process.isAlive();
    }

    /** Starts it again after it ended, on the same port and with what it kept. */
    public void restart() {
        if (process.isAlive()) {
            kill();
        }
        process = launch();
    }

    /** Connections are taken by the system, and nobody answers. */
    public void pause() {
        signal("STOP");
    }

    /** After {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    // Settings

    /** How often a watch is told how far it is; default is a minute. */
    public void bookmarks(Duration every) {
        setting("bookmarks", every.toMillis() / 1000.0);
    }

    /** How long a custom resource definition takes to be served. */
    public void establish(Duration after) {
        setting("establish", after.toMillis() / 1000.0);
    }

    /** Whether workloads get ready. */
    public void work(boolean works) {
        setting("work", works);
    }

    /**
     * Workloads that do not get ready: {@code Deployment/monitoring/grafana}, {@code Job/*}. Nodes
     * on which nothing does: {@code Node/homelab}.
     */
    public void stuck(String... objects) {
        setting("stuck", Arrays.asList(objects));
    }

    /** Whether rights are asked of the roles that are stored. */
    public void rights(boolean asked) {
        setting("rights", asked);
    }

    /** Every answer takes so long. */
    public void delay(Duration time) {
        setting("delay", time.toMillis() / 1000.0);
    }

    private void setting(String name, Object value) {
        ObjectNode told = JSON.createObjectNode();
        told.set(name, JSON.valueToTree(value));
        var unused = lab("POST", "settings", told);
    }

    /**
     * From now on that token says who somebody is.
     *
     * @param user {@code system:serviceaccount:monitoring:vmstation}
     */
    public void token(String token, String user) {
        ObjectNode told = JSON.createObjectNode().put("token", token).put("user", user);
        var unused = lab("POST", "tokens", told);
    }

    /** From now on that token is answered with 401. */
    public void expire(String token) {
        ObjectNode told = JSON.createObjectNode().put("token", token).put("expires", 1);
        var unused = lab("POST", "tokens", told);
    }

    // Behind the API

    /** Puts an object as it is, past checks, defaults and managed fields. Not counted. */
    public ObjectNode put(String json) {
        return lab("POST", "objects", tree(json));
    }

    /** Takes an object away. Not counted. */
    public void take(String apiVersion, String kind, String namespace, String name) {
        ObjectNode told = JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
        told.putObject("metadata").put("namespace", namespace).put("name", name);
        var unused = lab("POST", "objects?delete=true", told);
    }

    /** The version of the store: rises with every change, and only with one. */
    public long version() {
        return lab("GET", "version", null).path("version").asLong();
    }

    /** Ends it. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    // Talking to it

    private ObjectNode lab(String method, String command, @Nullable ObjectNode told) {
        HttpRequest.BodyPublisher body =
                told == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(told.toString());
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + controlPort + "/lab/" + command))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(PATIENCE)
                        .method(method, body)
                        .build();
        try {
            HttpResponse<String> answer =
                    control.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("the lab refused " + command + ": " + answer.body());
            }
            return tree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        Path scripts = Path.of(System.getProperty("vmstation.lab", "../it/lab"));
        List<String> line = new ArrayList<>();
        line.addAll(List.of("/usr/bin/python3", scripts.resolve("apiserver.py").toString()));
        line.addAll(List.of("--port", String.valueOf(port)));
        line.addAll(List.of("--control-port", String.valueOf(controlPort)));
        line.addAll(List.of("--state", folder.resolve("apiserver.state").toString()));
        line.add("--follow-stdin");
        line.addAll(options);
        try {
            Files.createDirectories(folder);
            Process started =
                    new ProcessBuilder(line)
                            .redirectError(folder.resolve("apiserver.log").toFile())
                            .start();
            String ready = String.valueOf(started.inputReader(UTF_8).readLine());
            if (!ready.startsWith("{")) {
                String log = Files.readString(folder.resolve("apiserver.log"));
                throw new AssertionError("the lab's API server did not start: " + log);
            }
            JsonNode told = tree(ready);
            port = told.path("port").asInt();
            controlPort = told.path("control").asInt();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the lab's API server did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void signal(String name) {
        try {
            Process kill =
                    new ProcessBuilder("/bin/kill", "-" + name, String.valueOf(process.pid()))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("no signal " + name + " to the lab's API server");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
