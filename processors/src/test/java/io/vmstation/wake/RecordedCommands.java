package io.vmstation.wake;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers with recorded answers of real programs, in order, and keeps what was run. */
public final class RecordedCommands implements Commands {
    /** The command lines that were run. */
    public final List<List<String>> lines = new ArrayList<>();

    private final Deque<CommandResult> answers;

    public RecordedCommands(CommandResult... answers) {
        this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    /** An answer that went well. */
    public static CommandResult printed(String output) {
        return new CommandResult.Exited(0, output, "");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        lines.add(arguments);
        return CompletableFuture.completedFuture(answers.remove());
    }
}
