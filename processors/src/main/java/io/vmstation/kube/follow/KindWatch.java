package io.vmstation.kube.follow;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.follow.ListAnswer.Listing;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.Marks;
import java.time.Duration;
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
final class KindWatch implements Answer.Asker, WatchAnswer.Watcher {
    private static final int PAGE = 250;
    private static final int WATCH_SECONDS = 290;
    private static final int GONE = 410;
    private static final int UNAUTHORIZED = 401;
    private static final Duration FULL = Duration.ofMinutes(10);
    private static final Duration LASTING = Duration.ofSeconds(5);

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
    private int vainTries;
    private long began;
    private long notBefore = System.nanoTime();
    private boolean closed;
    private @Nullable HttpStream stream;
    private @Nullable KubernetesClient client;
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
        end();
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
                list(new Listing());
            } else {
                watch();
            }
        } catch (RuntimeException e) {
            away(e);
        }
    }

    private void list(Listing listing) {
        String more = listing.more();
        open(
                "&limit=" + PAGE + (more.isEmpty() ? "" : "&continue=" + encode(more, UTF_8)),
                around.connection().patience(),
                new ListAnswer(this, listing, this::listed));
    }

    private void listed(Listing listing) {
        if (!listing.more().isEmpty()) {
            list(listing);
            return;
        }
        objects.replace(listing.items(), listing.version());
        version = listing.version();
        succeeded();
        watch();
    }

    private void watch() {
        open(
                "&watch=true&allowWatchBookmarks=true&timeoutSeconds="
                        + WATCH_SECONDS
                        + "&resourceVersion="
                        + encode(version, UTF_8),
                around.pace().quiet(),
                new WatchAnswer(this, this));
    }

    private void open(String query, Duration quiet, HttpStream.Taker taker) {
        String api = resource.apiVersion();
        String path =
                (api.contains("/") ? "/apis/" : "/api/")
                        + api
                        + "/"
                        + resource.plural()
                        + "?labelSelector="
                        + encode(Marks.LABEL + "=" + around.cluster(), UTF_8)
                        + query;
        client = around.connection().client();
        began = System.nanoTime();
        Duration patience = around.connection().patience();
        stream = new HttpStream(client, path, patience, quiet, around.executor(), taker);
    }

    @Override
    public void opened() {
        succeeded();
    }

    @Override
    public void event(String now, Optional<ObjectNode> object, boolean gone) {
        vainTries = 0;
        object.ifPresent(it -> objects.seen(it, gone));
        version = now.isEmpty() ? version : now;
    }

    @Override
    public void ended() {
        // A proxy that ends every watch at once is not to be asked in a loop.
        goAgain("the server ends every watch at once");
    }

    private void succeeded() {
        failures = 0;
        known = true;
        problem = "";
        attempt.complete(true);
    }

    @Override
    public void refused(int code, String said, Optional<Duration> retryAfter) {
        if (code == GONE) {
            // What came meanwhile is lost: all is listed anew, and compared with what is kept.
            version = "";
            goAgain("the server forgets at once what it has listed");
            return;
        }
        if (code == UNAUTHORIZED && client != null) {
            around.connection().refused(client);
        }
        failed(said.isEmpty() ? "the server says " + code : said + " (" + code + ")", retryAfter);
    }

    @Override
    public void away(Throwable error) {
        String words = String.valueOf(around.connection().failure("it", error).getMessage());
        failed(words.replaceFirst("^it: ", ""), Optional.empty());
    }

    @Override
    public void unusable(Exception error) {
        if (error instanceof ObjectStore.Full) {
            // To list it all again soon would load the server for nothing.
            version = "";
            failed(String.valueOf(error.getMessage()), Optional.of(FULL));
        } else {
            away(error);
        }
    }

    /** It did not work; what is kept is kept, but nobody may rely on it. */
    private void failed(String why, Optional<Duration> retryAfter) {
        known = false;
        failures++;
        problem = "Watching %s: %s".formatted(resource.plural(), why);
        attempt.complete(false);
        notBefore = System.nanoTime() + retryAfter.orElse(Duration.ZERO).toNanos();
        Duration pause = around.pace().after(failures);
        pause(retryAfter.filter(it -> it.compareTo(pause) > 0).orElse(pause));
    }

    /** All is in order, unless it is the same time and again. */
    private void goAgain(String whatIfInVain) {
        end();
        boolean lasted = System.nanoTime() - began > LASTING.toNanos();
        vainTries = lasted ? 0 : vainTries + 1;
        if (vainTries > 1) {
            failures = vainTries - 1;
            failed(whatIfInVain, Optional.empty());
        } else {
            go();
        }
    }

    private void pause(Duration length) {
        end();
        if (!closed && !around.executor().isShutdown()) {
            next = around.executor().schedule(this::go, length.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
