package io.vmstation.kube.follow;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.Marks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists and then watches the objects of one kind (Kubernetes API concepts, "Efficient detection of
 * changes"): pages, bookmarks, from where it was after a break, from anew after 410. Goes on until
 * it is closed, with longer and longer pauses while it fails. Confined to the executor, which has
 * one thread, but for {@link #isKnown} and {@link #problem}.
 */
final class KindWatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 250;
    private static final int LONGEST_LIST = 64 << 20;
    private static final int LONGEST_LINE = 8 << 20;
    private static final int WATCH_SECONDS = 290;
    private static final Duration FULL = Duration.ofMinutes(10);

    /** What all kinds of a cluster have in common. */
    record Surroundings(
            String cluster,
            ClusterConnection connection,
            BooleanSupplier expectedAway,
            ScheduledExecutorService executor,
            WatchPace pace) {}

    private final Resource resource;
    private final Surroundings around;
    private final KindObjects objects;
    private CompletableFuture<Boolean> attempt = new CompletableFuture<>();
    private String version = "";
    private int failures;
    private long listedBytes;
    private long notBefore = System.nanoTime();
    private boolean closed;
    private @Nullable HttpStream stream;
    private @Nullable Future<?> next;
    private volatile boolean known;
    private volatile String problem = "";

    KindWatch(Resource resource, Surroundings around, KindObjects objects) {
        this.resource = requireNonNull(resource, "resource is null");
        this.around = requireNonNull(around, "around is null");
        this.objects = requireNonNull(objects, "objects is null");
    }

    /** Whether what is kept is what the cluster holds, but for a moment. */
    boolean isKnown() {
        return known;
    }

    /** Why it is not; empty when it is, or need not be. */
    String problem() {
        return problem;
    }

    /**
     * Does at once what it would do after a pause, unless the server has asked for that pause.
     *
     * @return completes when it has come to something, good or bad
     */
    CompletableFuture<Boolean> hurry() {
        if (known) {
            return CompletableFuture.completedFuture(true);
        }
        if (attempt.isDone()) {
            attempt = new CompletableFuture<>();
        }
        CompletableFuture<Boolean> asked = attempt;
        if (System.nanoTime() - notBefore < 0) {
            asked.complete(false);
        } else if (stream == null) {
            if (next != null) {
                next.cancel(false);
            }
            go();
        }
        return asked;
    }

    void close() {
        closed = true;
        known = false;
        if (stream != null) {
            stream.close();
        }
        if (next != null) {
            next.cancel(false);
        }
        attempt.complete(false);
        objects.forgetAll();
    }

    private void go() {
        next = null;
        if (closed) {
            return;
        }
        if (around.expectedAway().getAsBoolean()) {
            known = false;
            problem = "";
            attempt.complete(false);
            pause(around.pace().asleep());
            return;
        }
        try {
            if (version.isEmpty()) {
                listedBytes = 0;
                list("", new ArrayList<>());
            } else {
                watch();
            }
        } catch (RuntimeException e) {
            failed("", e, Optional.empty());
        }
    }

    private void list(String more, List<ObjectNode> before) {
        KubernetesClient client = around.connection().client();
        String path =
                path()
                        + "&limit="
                        + PAGE
                        + (more.isEmpty() ? "" : "&continue=" + encode(more, UTF_8));
        Duration patience = around.connection().patience();
        open(client, path, patience, new Page(client, before));
    }

    private void watch() {
        KubernetesClient client = around.connection().client();
        String path =
                path()
                        + "&watch=true&allowWatchBookmarks=true&timeoutSeconds="
                        + WATCH_SECONDS
                        + "&resourceVersion="
                        + encode(version, UTF_8);
        open(client, path, around.pace().quiet(), new Events(client));
    }

    private void open(
            KubernetesClient client, String path, Duration quiet, HttpStream.Taker taker) {
        stream =
                new HttpStream(
                        client,
                        path,
                        around.connection().patience(),
                        quiet,
                        around.executor(),
                        taker);
    }

    private String path() {
        String version = resource.apiVersion();
        return (version.contains("/") ? "/apis/" : "/api/")
                + version
                + "/"
                + resource.plural()
                + "?labelSelector="
                + encode(Marks.LABEL + "=" + around.cluster(), UTF_8);
    }

    private void succeeded() {
        failures = 0;
        known = true;
        problem = "";
        attempt.complete(true);
    }

    /** It did not work; what is kept is kept, but nobody may rely on it. */
    private void failed(String said, @Nullable Throwable error, Optional<Duration> retryAfter) {
        stream = null;
        known = false;
        failures++;
        problem = "Watching %s: %s".formatted(resource.plural(), words(said, error));
        attempt.complete(false);
        notBefore = System.nanoTime() + retryAfter.orElse(Duration.ZERO).toNanos();
        Duration pause = around.pace().after(failures);
        pause(retryAfter.filter(it -> it.compareTo(pause) > 0).orElse(pause));
    }

    /** What the server sent cannot be taken. */
    private void broke(Exception error) {
        boolean full = error instanceof ObjectStore.Full;
        // To list it all again soon would load the server for nothing.
        failed(
                full ? String.valueOf(error.getMessage()) : "",
                error,
                full ? Optional.of(FULL) : Optional.empty());
        version = full ? "" : version;
    }

    private String words(String said, @Nullable Throwable error) {
        return said.isEmpty() && error != null
                ? String.valueOf(around.connection().failure("it", error).getMessage())
                        .replaceFirst("^it: ", "")
                : said;
    }

    private void pause(Duration length) {
        if (!closed && !around.executor().isShutdown()) {
            next = around.executor().schedule(this::go, length.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The server said no, before or within the stream. */
    private void refused(
            int code, String said, KubernetesClient client, Optional<Duration> retryAfter) {
        stream = null;
        if (code == 410) {
            // What came meanwhile is lost: all is listed anew, and compared with what is kept.
            version = "";
            boolean looping = failures > 0;
            failures++;
            pause(looping ? around.pace().after(failures) : Duration.ZERO);
            return;
        }
        if (code == 401) {
            around.connection().refused(client);
        }
        failed(
                said.isEmpty() ? "the server says " + code : said + " (" + code + ")",
                null,
                retryAfter);
    }

    /** What every answer has in common: that it may be an error. */
    private abstract class Answer implements HttpStream.Taker {
        final KubernetesClient client;
        private int code;
        private Optional<Duration> retryAfter = Optional.empty();
        private final ByteArrayOutputStream error = new ByteArrayOutputStream();

        Answer(KubernetesClient client) {
            this.client = client;
        }

        @Override
        public void begun(int status, Optional<String> after) {
            code = status;
            retryAfter = RetryAfter.parsed(after);
            if (status == 200) {
                opened();
            }
        }

        @Override
        public void piece(byte[] bytes) {
            if (code != 200) {
                if (error.size() + bytes.length < WatchPace.LONGEST_ERROR) {
                    error.writeBytes(bytes);
                }
                return;
            }
            try {
                take(bytes);
            } catch (RuntimeException | IOException e) {
                if (stream != null) {
                    stream.close();
                }
                broke(e);
            }
        }

        @Override
        public void over(@Nullable Throwable broken) {
            if (code != 0 && code != 200) {
                refused(code, said(), client, retryAfter);
            } else if (broken != null) {
                failed("", broken, Optional.empty());
            } else {
                try {
                    ended();
                } catch (RuntimeException | IOException e) {
                    broke(e);
                }
            }
        }

        private String said() {
            try {
                return JSON.readTree(error.toByteArray()).path("message").asText("");
            } catch (IOException e) {
                return "";
            }
        }

        void opened() {}

        abstract void take(byte[] bytes) throws IOException;

        abstract void ended() throws IOException;
    }

    private final class Page extends Answer {
        private final List<ObjectNode> listed;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Page(KubernetesClient client, List<ObjectNode> before) {
            super(client);
            listed = before;
        }

        @Override
        void take(byte[] bytes) {
            listedBytes += bytes.length;
            if (listedBytes > LONGEST_LIST) {
                throw new ObjectStore.Full(LONGEST_LIST);
            }
            body.writeBytes(bytes);
        }

        @Override
        void ended() throws IOException {
            JsonNode list = JSON.readTree(body.toByteArray());
            for (JsonNode item : list.path("items")) {
                listed.add(objects.whole(resource, (ObjectNode) item));
            }
            String more = list.at("/metadata/continue").asText("");
            if (!more.isEmpty()) {
                list(more, listed);
                return;
            }
            version = list.at("/metadata/resourceVersion").asText("");
            objects.replace(resource, listed, version);
            stream = null;
            succeeded();
            watch();
        }
    }

    private final class Events extends Answer {
        private final Lines lines = new Lines(LONGEST_LINE, this::event);
        private final long begun = System.nanoTime();
        private boolean any;

        Events(KubernetesClient client) {
            super(client);
        }

        @Override
        void opened() {
            succeeded();
        }

        @Override
        void take(byte[] bytes) {
            lines.add(bytes);
        }

        private void event(byte[] line) {
            if (stream == null) {
                return;
            }
            JsonNode event;
            try {
                event = JSON.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            any = true;
            String type = event.path("type").asText("");
            JsonNode object = event.path("object");
            if (type.equals("ERROR")) {
                HttpStream ending = stream;
                ending.close();
                refused(
                        object.path("code").asInt(500),
                        object.path("message").asText(""),
                        client,
                        Optional.empty());
                return;
            }
            String now = object.at("/metadata/resourceVersion").asText("");
            version = now.isEmpty() ? version : now;
            if (!type.equals("BOOKMARK") && object instanceof ObjectNode seen) {
                objects.seen(resource, seen, type.equals("DELETED"));
            }
        }

        @Override
        void ended() {
            stream = null;
            boolean soon = System.nanoTime() - begun < around.pace().after(1).toNanos();
            if (soon && !any) {
                // A proxy that ends every watch at once is not to be asked in a loop.
                failed("the server ends every watch at once", null, Optional.empty());
            } else {
                go();
            }
        }
    }
}
