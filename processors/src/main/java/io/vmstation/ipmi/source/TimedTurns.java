package io.vmstation.ipmi.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns that always come to an end: neither a source that fails nor one that forgets its time limit
 * holds up the others, and nobody waits longer for his turn than he would for the answer.
 * Thread-safe.
 */
final class TimedTurns {
    private static final Logger log = LoggerFactory.getLogger(TimedTurns.class);

    private final BmcTurns turns;
    private final Duration grace;

    /**
     * @param grace by how much work may outstay its time limit before it is given up
     */
    TimedTurns(BmcTurns turns, Duration grace) {
        this.turns = requireNonNull(turns, "turns is null");
        this.grace = requireNonNull(grace, "grace is null");
    }

    /**
     * Does something to a BMC when its turn has come.
     *
     * @param timeLimit for waiting, and once more for the work
     * @param failure makes an answer of the reason, one clause, why there is none
     * @return completes normally; cancelling it gives up the turn or cancels the work
     */
    <T> CompletableFuture<T> take(
            BmcConnection connection,
            Duration timeLimit,
            Supplier<CompletableFuture<T>> work,
            Function<String, T> failure) {
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<T> result =
                turns.take(
                        connection,
                        () -> {
                            begun.set(true);
                            return guarded(connection.key(), work, timeLimit, failure);
                        });
        if (!begun.get()) {
            after(timeLimit, () -> giveUp(result, begun, timeLimit, failure));
        }
        return result;
    }

    private static void after(Duration pause, Runnable task) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    private static <T> void giveUp(
            CompletableFuture<T> result,
            AtomicBoolean begun,
            Duration timeLimit,
            Function<String, T> failure) {
        if (!begun.get()) {
            result.complete(
                    failure.apply("it was busy with other questions for " + words(timeLimit)));
        }
    }

    private <T> CompletableFuture<T> guarded(
            String bmc,
            Supplier<CompletableFuture<T>> work,
            Duration timeLimit,
            Function<String, T> failure) {
        CompletableFuture<T> attempt = begun(work);
        CompletableFuture<T> result = new CompletableFuture<>();
        var unusedEnd = result.whenComplete((value, error) -> attempt.cancel(false));
        var unusedResult =
                attempt.whenComplete(
                        (value, error) -> {
                            if (error == null) {
                                result.complete(value);
                            } else if (!result.isDone()) {
                                log.error("A source failed that must not: bmc={}", bmc, error);
                                result.complete(failure.apply("internal error, see the log"));
                            }
                        });
        return result.isDone()
                ? result
                : result.completeOnTimeout(
                        failure.apply("it did not answer within " + words(timeLimit)),
                        timeLimit.plus(grace).toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
