package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same question until the answer is {@link Answer.Ready}: fast at first, slower later,
 * fast again when the machine begins to answer. Confined to the engine's thread.
 *
 * <p>While the machine is silent a new probe does not wait for the end of the one before, because
 * each probe also renews the question for the machine's MAC address, which decides how soon it is
 * noticed.
 */
final class Polling {
    private static final int MOST_OUTSTANDING = 16;
    private static final Duration PATIENCE_WITH_A_STARTING_SERVICE = Duration.ofSeconds(5);

    private final ScheduledExecutorService engine;
    private final Function<Duration, CompletableFuture<Answer>> question;
    private final Consumer<Answer> listener;
    private long stageBegan = System.nanoTime();
    private boolean silent = true;
    private boolean stopped;
    private int outstanding;
    private long asked;
    private long newestAnswered;
    private @Nullable ScheduledFuture<?> next;

    Polling(
            ScheduledExecutorService engine,
            Function<Duration, CompletableFuture<Answer>> question,
            Consumer<Answer> listener) {
        this.engine = requireNonNull(engine, "engine is null");
        this.question = requireNonNull(question, "question is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    void start() {
        probe();
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private void probe() {
        next = null;
        if (stopped) {
            return;
        }
        if (outstanding < MOST_OUTSTANDING) {
            outstanding++;
            long number = ++asked;
            Duration patience =
                    silent ? WakeSpeed.patienceAfter(waited()) : PATIENCE_WITH_A_STARTING_SERVICE;
            var unused =
                    ask(patience)
                            .exceptionally(
                                    error -> new Answer.Silent(String.valueOf(error.getMessage())))
                            .thenAcceptAsync(answer -> answered(number, answer), engine);
        }
        if (silent) {
            scheduleNext();
        }
    }

    private CompletableFuture<Answer> ask(Duration patience) {
        try {
            return question.apply(patience);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(long number, Answer answer) {
        outstanding--;
        if (stopped) {
            return;
        }
        if (number > newestAnswered) {
            newestAnswered = number;
            boolean nowSilent = answer instanceof Answer.Silent;
            if (nowSilent != silent) {
                silent = nowSilent;
                stageBegan = System.nanoTime();
            }
            if (answer instanceof Answer.Ready) {
                stop();
            }
            listener.accept(answer);
        }
        if (!stopped) {
            scheduleNext();
        }
    }

    private void scheduleNext() {
        if (next == null) {
            long pause = WakeSpeed.pauseAfter(waited()).toNanos();
            next = engine.schedule(this::probe, pause, TimeUnit.NANOSECONDS);
        }
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - stageBegan);
    }
}
