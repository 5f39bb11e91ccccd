package io.vmstation.ipmi.source.lan;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that never keep the process alive and end when there is nothing to do. */
final class BoundedThreads implements Executor {
    static final int MOST = 200;

    private static final int SECONDS_IDLE = 10;

    /** What runs here does not go deep. */
    private static final long STACK = 256 * 1024L;

    private final ThreadPoolExecutor pool;

    /**
     * @param name of each, with a number
     */
    BoundedThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        pool =
                new ThreadPoolExecutor(
                        0,
                        MOST,
                        SECONDS_IDLE,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        task -> {
                            String own = name + "-" + number.incrementAndGet();
                            Thread thread = new Thread(null, task, own, STACK);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException when all are busy
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    int running() {
        return pool.getPoolSize();
    }

    /** What runs may end; nothing new begins. */
    void close() {
        pool.shutdown();
    }
}
