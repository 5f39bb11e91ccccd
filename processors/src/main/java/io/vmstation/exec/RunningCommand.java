package io.vmstation.exec;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.TimedOut;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One program from the wish to run it to its end. It is looked at every few milliseconds instead of
 * being waited for: a read of its output could be held up for ever by what it left behind.
 */
final class RunningCommand {
    private static final Duration BRISK = Duration.ofMillis(2);
    private static final Duration CALM = Duration.ofMillis(10);
    private static final Duration BRISK_UNTIL = Duration.ofMillis(100);

    private final ProcessBuilder builder;
    private final Duration timeLimit;
    private final Semaphore turns;
    private final ScheduledExecutorService executor;
    private final long asked = System.nanoTime();
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
    private volatile @Nullable Running running;

    private record Running(Process process, BoundedOutput output, BoundedOutput errors) {
        Running(Process process) {
            this(
                    process,
                    new BoundedOutput(process.getInputStream()),
                    new BoundedOutput(process.getErrorStream()));
        }
    }

    RunningCommand(
            ProcessBuilder builder,
            Duration timeLimit,
            Semaphore turns,
            ScheduledExecutorService executor) {
        this.builder = builder;
        this.timeLimit = timeLimit;
        this.turns = turns;
        this.executor = executor;
    }

    CompletableFuture<CommandResult> result() {
        return result;
    }

    boolean hasEnded() {
        return result.isDone() && running == null;
    }

    /** Looks at it, does what is due, and comes again until it has ended. */
    void step() {
        CommandResult outcome = look();
        if (outcome != null) {
            result.complete(outcome);
            return;
        }
        try {
            var unused = executor.schedule(this::step, pause().toMillis(), MILLISECONDS);
        } catch (RejectedExecutionException e) {
            abandon("VMStation is stopping");
        }
    }

    /** Kills it, whatever it does. */
    void abandon(String reason) {
        result.complete(new Failed(reason));
        stop();
    }

    private synchronized @Nullable CommandResult look() {
        if (result.isDone() || elapsed().compareTo(timeLimit) >= 0) {
            stop();
            return new TimedOut(timeLimit);
        }
        if (running == null) {
            return turns.tryAcquire() ? start() : null;
        }
        // Asked before the last output is taken, so that none of it is missed.
        boolean ended = !running.process().isAlive();
        running.output().takeAvailable();
        running.errors().takeAvailable();
        if (!ended) {
            return null;
        }
        Exited exited =
                new Exited(
                        running.process().exitValue(),
                        running.output().text(),
                        running.errors().text());
        release(running);
        return exited;
    }

    private synchronized @Nullable CommandResult start() {
        try {
            running = new Running(builder.start());
            return null;
        } catch (IOException | RuntimeException e) {
            turns.release();
            return new Failed(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void stop() {
        if (running != null) {
            killTree(running.process());
            release(running);
        }
    }

    private synchronized void release(Running ended) {
        running = null;
        turns.release();
        try {
            ended.process().getInputStream().close();
            ended.process().getErrorStream().close();
        } catch (IOException e) {
            // Nothing more is wanted from it.
            return;
        }
    }

    private static void killTree(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        for (ProcessHandle child : children) {
            List<ProcessHandle> bornMeanwhile = child.descendants().toList();
            child.destroyForcibly();
            bornMeanwhile.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    private Duration pause() {
        return elapsed().compareTo(BRISK_UNTIL) < 0 ? BRISK : CALM;
    }
}
