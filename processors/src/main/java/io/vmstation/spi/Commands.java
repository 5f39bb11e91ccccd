package io.vmstation.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs programs of this machine, without a shell. Thread-safe; never blocks the caller. */
public interface Commands {

    /**
     * Runs a program with nothing to read, in the plain {@code C} locale.
     *
     * @param arguments the program, by name or absolute path, and its arguments, passed on as they
     *     are; not empty
     * @param environment added to the environment of this process
     * @param timeLimit from now until the program and all that it started are killed, positive
     * @return completes normally, within about {@code timeLimit}, on a thread that must not be
     *     blocked; cancelling it kills the program
     * @throws IllegalArgumentException if there are no arguments
     */
    CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit);

    /** As {@link #run(List, Map, Duration)}, with the environment of this process. */
    default CompletableFuture<CommandResult> run(List<String> arguments, Duration timeLimit) {
        return run(arguments, Map.of(), timeLimit);
    }
}
