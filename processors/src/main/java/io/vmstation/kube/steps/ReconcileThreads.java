package io.vmstation.kube.steps;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that wait for API servers and files, so that those of Camel never do. Idle ones
 * end. Thread-safe.
 */
public final class ReconcileThreads implements Executor, AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool;
    private volatile boolean stopping;

    /**
     * @param threads how many clusters are reconciled at the same time, at least 1
     */
    public ReconcileThreads(int threads) {
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        this::thread);
        pool.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vmstation-reconcile-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs it soon.
     *
     * @throws RejectedExecutionException when the host stops, or far too much is waiting
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Lets runs end between two objects from now on, so that routes can stop. */
    public void stop() {
        stopping = true;
    }

    /** Whether runs are to end. */
    public boolean isStopping() {
        return stopping;
    }

    /** Interrupts what waits, and waits a moment for it to end. */
    @Override
    public void close() {
        stop();
        // What has not begun finds that nobody wants it, and lets its route end.
        pool.shutdownNow().forEach(Runnable::run);
        try {
            if (!pool.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                pool.purge();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
