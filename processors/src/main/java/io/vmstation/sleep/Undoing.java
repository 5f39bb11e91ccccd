package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes steps back, the last one first, each within its own time limit and a few tries. One that
 * cannot be taken back does not keep the others from it. Thread-safe.
 */
final class Undoing {

    /** Hears what became of each. */
    interface Listener {
        void undone(String step);

        void notUndone(String step, Throwable reason);
    }

    private record Entry(String step, Supplier<CompletableFuture<?>> undo) {}

    private final SleepPatience patience;
    private final Executor executor;
    private final Listener listener;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * @param executor runs the undos and the listener
     */
    Undoing(SleepPatience patience, Executor executor, Listener listener) {
        this.patience = requireNonNull(patience, "patience is null");
        this.executor = requireNonNull(executor, "executor is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    synchronized void add(String step, Supplier<CompletableFuture<?>> undo) {
        entries.push(new Entry(step, undo));
    }

    private synchronized Deque<Entry> takeAll() {
        Deque<Entry> all = new ArrayDeque<>(entries);
        entries.clear();
        return all;
    }

    /** Takes back what was added, each step once. Completes normally, when all were tried. */
    CompletableFuture<Void> run() {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Entry entry : takeAll()) {
            all = all.thenComposeAsync(before -> undo(entry, 1), executor);
        }
        return all;
    }

    private CompletableFuture<Void> undo(Entry entry, int number) {
        return once(entry)
                .thenRunAsync(() -> listener.undone(entry.step()), executor)
                .exceptionallyComposeAsync(error -> failed(entry, number, error), executor);
    }

    private CompletableFuture<Void> failed(Entry entry, int number, Throwable error) {
        if (number < patience.undoTries()) {
            return again(entry, number);
        }
        listener.notUndone(entry.step(), rootOf(error));
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> again(Entry entry, int number) {
        Duration pause = patience.undoPause().multipliedBy(number);
        Executor later =
                CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, executor);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(waited -> undo(entry, number + 1));
    }

    private CompletableFuture<?> once(Entry entry) {
        try {
            return entry.undo()
                    .get()
                    .copy()
                    .orTimeout(patience.undoLimit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Throwable rootOf(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }
}
