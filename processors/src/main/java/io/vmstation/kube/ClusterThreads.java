package io.vmstation.kube;

import io.vmstation.kube.ClusterFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The few threads on which the cluster is asked, since its client blocks, and the few on which
 * routes go on. Idle ones end. What waits when they are closed fails. Thread-safe.
 */
final class ClusterThreads implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 256;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor workers = pool("kube");
    private final ThreadPoolExecutor continuations = pool("kube-route");
    private final Map<Object, Runnable> onClose = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Runs a task that completes this future; fails the future when it cannot be run. */
    void run(CompletableFuture<?> future, Runnable task) {
        failOnClose(future);
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(
                    closed
                            ? stopping()
                            : new ClusterFailure(
                                    Kind.AWAY, "too many questions to Kubernetes are waiting"));
        }
    }

    /** Completes after that time; fails when this is closed before. */
    CompletableFuture<@Nullable Void> after(Duration time) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        failOnClose(over);
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, workers())
                .execute(() -> over.complete(null));
        return over;
    }

    /** The threads that ask. */
    Executor workers() {
        return willingly(workers);
    }

    /** The threads on which routes go on. */
    Executor continuations() {
        return willingly(continuations);
    }

    static ClusterFailure stopping() {
        return new ClusterFailure(Kind.STOPPED, "the host is stopping");
    }

    private void failOnClose(CompletableFuture<?> future) {
        Object key = new Object();
        onClose.put(key, () -> future.completeExceptionally(stopping()));
        var unused = future.whenComplete((value, error) -> onClose.remove(key));
        if (closed) {
            future.completeExceptionally(stopping());
        }
    }

    /** Runs what a pool no longer takes, or cannot take now: better on this thread than never. */
    private static Executor willingly(ThreadPoolExecutor pool) {
        return task -> {
            try {
                pool.execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        };
    }

    private static ThreadPoolExecutor pool(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        task -> {
                            Thread thread =
                                    new Thread(
                                            task,
                                            "vmstation-" + name + "-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void close() {
        closed = true;
        // Before the threads are interrupted: what a question makes of that is no answer.
        List.copyOf(onClose.values()).forEach(Runnable::run);
        workers.shutdownNow();
        continuations.shutdown();
    }
}
