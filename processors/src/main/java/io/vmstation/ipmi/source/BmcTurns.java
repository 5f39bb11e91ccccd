package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thing at a time happen to each BMC, in the order of asking: sessions that overlap lose
 * requests. Thread-safe; holds no thread.
 */
public final class BmcTurns {
    /** Those who wait, by BMC; there is an entry as long as a turn is under way. */
    private final Map<String, Deque<Turn<?>>> waiting = new HashMap<>();

    /**
     * Does something to a BMC when all that was asked before is done.
     *
     * @param work begins on the thread that ended the turn before, or at once; its failure ends the
     *     turn, too
     * @return as the work ends; completing it in another way gives up a turn that has not begun,
     *     cancelling it cancels the work that has
     */
    public <T> CompletableFuture<T> take(
            BmcConnection connection, Supplier<CompletableFuture<T>> work) {
        String key = connection.key();
        Turn<T> turn = new Turn<>(work);
        if (!waits(key, turn)) {
            run(key, turn);
        }
        return turn.result;
    }

    private synchronized boolean waits(String key, Turn<?> turn) {
        Deque<Turn<?>> line = waiting.get(key);
        if (line == null) {
            waiting.put(key, new ArrayDeque<>());
            return false;
        }
        line.add(turn);
        var unused = turn.result.whenComplete((value, failure) -> leave(line, turn));
        return true;
    }

    private synchronized void leave(Deque<Turn<?>> line, Turn<?> turn) {
        line.remove(turn);
    }

    private synchronized @Nullable Turn<?> next(String key) {
        Deque<Turn<?>> line = waiting.get(key);
        Turn<?> turn = line == null ? null : line.poll();
        if (turn == null) {
            waiting.remove(key);
        }
        return turn;
    }

    /** A loop and not a chain: many turns that end at once must not fill the stack. */
    private void run(String key, @Nullable Turn<?> first) {
        Turn<?> turn = first;
        while (turn != null && turn.begin(() -> run(key, next(key)))) {
            turn = next(key);
        }
    }

    /** How many BMCs are at something. */
    synchronized int busy() {
        return waiting.size();
    }

    private static final class Turn<T> {
        private final Supplier<CompletableFuture<T>> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Turn(Supplier<CompletableFuture<T>> work) {
            this.work = requireNonNull(work, "work is null");
        }

        /**
         * Begins the work.
         *
         * @param ended called when it has ended, unless it has at once
         * @return whether it has ended at once
         */
        boolean begin(Runnable ended) {
            if (result.isDone()) {
                return true;
            }
            CompletableFuture<T> working = started();
            if (working.isDone()) {
                var unused = working.whenComplete(this::settle);
                return true;
            }
            var unusedCancel =
                    result.whenComplete(
                            (value, failure) -> {
                                if (result.isCancelled()) {
                                    working.cancel(false);
                                }
                            });
            var unusedEnd =
                    working.whenComplete(
                            (value, failure) -> {
                                settle(value, failure);
                                ended.run();
                            });
            return false;
        }

        private CompletableFuture<T> started() {
            try {
                return work.get();
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void settle(@Nullable T value, @Nullable Throwable failure) {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(value);
            }
        }
    }
}
