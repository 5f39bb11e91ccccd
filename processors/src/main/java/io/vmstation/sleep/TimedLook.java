package io.vmstation.sleep;

import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepCheck.Question;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look of one check, which ends in time whatever the check does. */
final class TimedLook {
    private static final Logger log = LoggerFactory.getLogger(TimedLook.class);

    private final SleepCheck check;
    private final Question question;
    private final CompletableFuture<Evidence> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<Evidence> answer;

    private TimedLook(SleepCheck check, Question question) {
        this.check = check;
        this.question = question;
    }

    /** Begins one; completes normally, at the latest after the time limit of the question. */
    static CompletableFuture<Evidence> begin(
            SleepCheck check, Question question, ExecutorService starters) {
        TimedLook look = new TimedLook(check, question);
        Future<?> starting;
        try {
            starting = starters.submit(look::start);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Unknown("the host is stopping"));
        }
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>()
                        .completeOnTimeout(
                                null, question.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
        var unused = timer.thenRun(() -> look.giveUp(starting));
        unused = look.result.thenRun(() -> timer.cancel(false));
        return look.result;
    }

    private void start() {
        try {
            CompletableFuture<Evidence> begun = check.look(question);
            if (begun == null) {
                result.complete(new Unknown("the check gave no answer"));
                return;
            }
            answer = begun;
            if (result.isDone()) {
                begun.cancel(true);
            }
            var unused = begun.whenComplete(this::end);
        } catch (RuntimeException | Error e) {
            end(null, e);
        }
    }

    private void end(@Nullable Evidence evidence, @Nullable Throwable error) {
        if (evidence != null) {
            result.complete(evidence);
        } else if (error == null) {
            result.complete(new Unknown("the check gave no answer"));
        } else if (result.complete(new Unknown("the check failed: " + Spoken.failure(error)))) {
            log.debug(
                    "A check failed: node={}, check={}",
                    question.node().name(),
                    check.name(),
                    error);
        }
    }

    private void giveUp(Future<?> starting) {
        String within = Spoken.duration(question.timeLimit());
        if (result.complete(new Unknown("no answer within " + within))) {
            starting.cancel(true);
            CompletableFuture<Evidence> late = answer;
            if (late != null) {
                late.cancel(true);
            }
        }
    }
}
