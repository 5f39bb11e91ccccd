package io.vmstation.ipmi.source.tool;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs one after the other until it is called off: then the one that runs is killed and no
 * more are begun. Thread-safe.
 */
public final class Errand implements Commands {
    private final Commands commands;
    private @Nullable CompletableFuture<CommandResult> underWay;
    private boolean calledOff;

    /** By those commands. */
    public Errand(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        CompletableFuture<CommandResult> run;
        synchronized (this) {
            if (calledOff) {
                return CompletableFuture.completedFuture(new CommandResult.Failed("called off"));
            }
            try {
                run = commands.run(arguments, environment, timeLimit);
            } catch (RuntimeException e) {
                // Its text may hold what it could not make an argument of.
                return CompletableFuture.completedFuture(
                        new CommandResult.Failed(
                                "it cannot be run: " + e.getClass().getSimpleName()));
            }
            underWay = run;
        }
        return run.exceptionally(e -> new CommandResult.Failed("called off"));
    }

    /** Whoever cancels what is handed out calls it off. */
    public <T> CompletableFuture<T> handOut(CompletableFuture<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        var unusedWork =
                work.whenComplete(
                        (value, failure) -> {
                            if (failure == null) {
                                result.complete(value);
                            } else {
                                result.completeExceptionally(failure);
                            }
                        });
        var unusedResult =
                result.whenComplete(
                        (value, failure) -> {
                            if (result.isCancelled()) {
                                callOff();
                            }
                        });
        return result;
    }

    private void callOff() {
        CompletableFuture<CommandResult> running;
        synchronized (this) {
            calledOff = true;
            running = underWay;
        }
        if (running != null) {
            running.cancel(false);
        }
    }
}
