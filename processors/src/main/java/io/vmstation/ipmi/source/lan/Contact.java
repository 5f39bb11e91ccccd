package io.vmstation.ipmi.source.lan;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** One BMC: its session and what is kept of it. One thing at a time happens to it. Thread-safe. */
final class Contact {
    private final SessionHolder sessions = new SessionHolder();
    private final Memory memory = new Memory();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long usedAt = System.nanoTime();

    /** For what {@link #next} runs only. */
    SessionHolder sessions() {
        return sessions;
    }

    /** For what {@link #next} runs only. */
    Memory memory() {
        return memory;
    }

    /**
     * Runs something when all before it has ended.
     *
     * @return completes when it has; exceptionally if it could not begin
     */
    synchronized CompletableFuture<Void> next(Runnable work, Executor executor) {
        CompletableFuture<Void> ended =
                last.handleAsync(
                        (nothing, failure) -> {
                            work.run();
                            return null;
                        },
                        executor);
        last = ended.exceptionally(failure -> null);
        return ended;
    }

    /** It is used now. */
    void touch() {
        usedAt = System.nanoTime();
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - usedAt >= time.toNanos();
    }

    /** Whether nobody watches yet if it gets idle. */
    boolean beginWatch() {
        return watched.compareAndSet(false, true);
    }

    void endWatch() {
        watched.set(false);
    }

    synchronized boolean isBusy() {
        return !last.isDone();
    }
}
