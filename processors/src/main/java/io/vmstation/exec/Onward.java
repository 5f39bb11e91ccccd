package io.vmstation.exec;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what comes next on threads that may run a route's next steps. Thread-safe. */
public final class Onward implements Executor {
    private final Executor threads;

    /** Hands over to {@code threads}. */
    public Onward(Executor threads) {
        this.threads = requireNonNull(threads, "threads is null");
    }

    @Override
    public void execute(Runnable next) {
        try {
            threads.execute(next);
        } catch (RejectedExecutionException e) {
            // The host stops: better on this thread than never.
            next.run();
        }
    }
}
