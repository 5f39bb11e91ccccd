package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Ends the programs that run at the moment when something is over; those after it may run. */
final class CancellableCommands implements Commands {
    private final Commands commands;
    private final CompletableFuture<?> over;

    /**
     * @param over what runs when it completes is ended
     */
    CancellableCommands(Commands commands, CompletableFuture<?> over) {
        this.commands = requireNonNull(commands, "commands is null");
        this.over = requireNonNull(over, "over is null");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        CompletableFuture<CommandResult> run = commands.run(arguments, environment, timeLimit);
        if (over.isDone()) {
            return run;
        }
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        var unusedRun =
                run.whenComplete(
                        (outcome, error) -> {
                            if (error == null) {
                                result.complete(outcome);
                            } else {
                                result.completeExceptionally(error);
                            }
                        });
        var unusedEnd =
                over.whenComplete(
                        (nothing, error) -> {
                            result.complete(new CommandResult.Failed("it was called off"));
                            run.cancel(false);
                        });
        return result;
    }
}
