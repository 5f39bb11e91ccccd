package io.vmstation.exec;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Stands for the connection to a node that nobody may log in to.
 *
 * @param node its name
 */
record NoAccess(String node) implements CommandRound {

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        return CompletableFuture.completedFuture(
                new CommandResult.Failed(
                        "nobody may log in to node "
                                + node
                                + ": add ssh: {user: ...} to it in nodes.yaml"));
    }

    @Override
    public void close() {}
}
