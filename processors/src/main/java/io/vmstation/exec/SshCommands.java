package io.vmstation.exec;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs programs on one node, each over a connection of its own.
 *
 * @param rounds begins a round on that node
 */
record SshCommands(Supplier<CommandRound> rounds) implements Commands {

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        CommandRound round = rounds.get();
        CompletableFuture<CommandResult> result = round.run(arguments, environment, timeLimit);
        var unused = result.whenComplete((outcome, cancelled) -> round.close());
        return result;
    }
}
