package io.vmstation.ipmi.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets one thing at a time happen to each BMC, in the order of asking: sessions that overlap lose
 * requests. Thread-safe; holds no thread.
 */
public final class BmcTurns {
    private final ConcurrentMap<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    /**
     * Does something to a BMC when all that was asked before is done.
     *
     * @param work begins on the thread that ended the turn before, or at once
     * @return as the work ends; cancelling it gives up the turn, or cancels the work
     */
    public <T> CompletableFuture<T> take(
            BmcConnection connection, Supplier<CompletableFuture<T>> work) {
        String key = connection.key();
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> before = last.put(key, ended);
        var unusedEnd = ended.whenComplete((nothing, none) -> last.remove(key, ended));
        Runnable begin = () -> begin(work, result, ended);
        if (before == null) {
            begin.run();
        } else {
            var unusedTurn = before.whenComplete((nothing, none) -> begin.run());
        }
        return result;
    }

    private static <T> void begin(
            Supplier<CompletableFuture<T>> work,
            CompletableFuture<T> result,
            CompletableFuture<Void> ended) {
        if (result.isDone()) {
            ended.complete(null);
            return;
        }
        CompletableFuture<T> working;
        try {
            working = work.get();
        } catch (RuntimeException e) {
            working = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<T> begun = working;
        var unusedCancel =
                result.whenComplete(
                        (value, failure) -> {
                            if (result.isCancelled()) {
                                begun.cancel(false);
                            }
                        });
        var unusedResult =
                begun.whenComplete(
                        (value, failure) -> {
                            ended.complete(null);
                            if (failure == null) {
                                result.complete(value);
                            } else {
                                result.completeExceptionally(failure);
                            }
                        });
    }
}
