package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what comes next on threads that may run a route's next steps. Thread-safe. */
final class Onward implements Executor {
    private final Executor threads;

    Onward(Executor threads) {
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
