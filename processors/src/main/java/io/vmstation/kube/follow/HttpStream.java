package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One GET whose answer is taken piece by piece, all on one executor. Given up when nothing comes
 * for too long, since a server that has lost its power closes no connection. Confined to the
 * executor, which has one thread.
 */
final class HttpStream {

    /** Who takes the answer; is called on the executor, and not after {@link HttpStream#close}. */
    interface Taker {
        /** The answer has begun. */
        void begun(int code, Optional<String> retryAfter);

        /** Some of it; the next comes after this has returned. */
        void piece(byte[] bytes);

        /** There is no more: all went well, or not. */
        void over(@Nullable Throwable error);
    }

    private final ScheduledExecutorService executor;
    private final Taker taker;
    private final CompletableFuture<HttpResponse<AsyncBody>> response;
    private Duration quiet;
    private @Nullable AsyncBody body;
    private Future<?> alarm;
    private boolean done;

    /**
     * Begins.
     *
     * @param path of the URL, with its query
     * @param patience how long it may take until the answer begins
     * @param quiet how long nothing may come after that
     */
    HttpStream(
            KubernetesClient client,
            String path,
            Duration patience,
            Duration quiet,
            ScheduledExecutorService executor,
            Taker taker) {
        this.executor = requireNonNull(executor, "executor is null");
        this.taker = requireNonNull(taker, "taker is null");
        this.quiet = requireNonNull(quiet, "quiet is null");
        alarm = executor.schedule(this::late, patience.toMillis(), TimeUnit.MILLISECONDS);
        String base = client.getMasterUrl().toString().replaceFirst("/+$", "");
        try {
            response = ask(client, URI.create(base + path));
        } catch (RuntimeException e) {
            alarm.cancel(false);
            throw e;
        }
        var unused = response.whenComplete((answer, error) -> submit(() -> begun(answer, error)));
    }

    private CompletableFuture<HttpResponse<AsyncBody>> ask(KubernetesClient client, URI address) {
        return client.getHttpClient()
                .consumeBytes(
                        client.getHttpClient()
                                .newHttpRequestBuilder()
                                .uri(address)
                                .header("Accept", "application/json")
                                .forStreaming()
                                .build(),
                        (pieces, from) -> submit(() -> take(pieces, from)));
    }

    private void begun(@Nullable HttpResponse<AsyncBody> answer, @Nullable Throwable error) {
        if (answer == null) {
            end(error == null ? new HttpTimeoutException("no answer") : error);
            return;
        }
        AsyncBody opened = answer.body();
        if (done) {
            opened.cancel();
            return;
        }
        body = opened;
        watchOver();
        taker.begun(answer.code(), Optional.ofNullable(answer.header("Retry-After")));
        var unused = opened.done().whenComplete((nothing, e) -> submit(() -> end(e)));
        if (!done) {
            opened.consume();
        }
    }

    private void take(List<ByteBuffer> pieces, AsyncBody from) {
        for (ByteBuffer piece : pieces) {
            if (done) {
                break;
            }
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            taker.piece(bytes);
        }
        if (done) {
            from.cancel();
        } else {
            watchOver();
            from.consume();
        }
    }

    private void watchOver() {
        alarm.cancel(false);
        if (!executor.isShutdown()) {
            alarm = executor.schedule(this::late, quiet.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void late() {
        HttpTimeoutException late = new HttpTimeoutException("no answer in time");
        release();
        end(late);
    }

    private void end(@Nullable Throwable error) {
        if (!done) {
            done = true;
            alarm.cancel(false);
            taker.over(error);
        }
    }

    /** Ends it; the taker hears no more. */
    void close() {
        done = true;
        alarm.cancel(false);
        release();
    }

    private void release() {
        if (body != null) {
            body.cancel();
        } else {
            response.cancel(true);
        }
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            release();
        }
    }
}
