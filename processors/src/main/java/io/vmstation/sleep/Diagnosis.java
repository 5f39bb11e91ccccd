package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Asks a machine that did not stay asleep what it has to say about that: who holds a sleep
 * inhibitor, and what systemd wrote down last. Reads only; bounded in time and length.
 */
final class Diagnosis {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int LONGEST = 400;

    private final Commands commands;

    Diagnosis(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    /** Clauses that each begin with a semicolon; empty when it cannot be asked or says nothing. */
    CompletableFuture<String> ask() {
        // A delaying inhibitor only delays; one in mode block keeps the machine awake.
        CompletableFuture<String> inhibitors =
                said(
                        List.of("systemd-inhibit", "--list", "--no-pager"),
                        line -> line.matches(".*\\bsleep\\b.*\\bblock\\b.*"),
                        "it is inhibited by: ");
        CompletableFuture<String> journal =
                said(
                        List.of("journalctl", "-u", "systemd-suspend", "-n", "5", "--no-pager"),
                        line -> !line.startsWith("-- "),
                        "its journal says: ");
        return inhibitors.thenCombine(journal, (one, two) -> one + two);
    }

    private CompletableFuture<String> said(
            List<String> program, Predicate<String> matters, String heading) {
        CompletableFuture<CommandResult> run;
        try {
            run = commands.run(program, TIME_LIMIT);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture("");
        }
        return run.copy()
                .orTimeout(2 * TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(result -> clause(result, matters, heading))
                .exceptionally(error -> "");
    }

    private static String clause(CommandResult result, Predicate<String> matters, String heading) {
        if (!(result instanceof Exited exited) || exited.code() != 0) {
            return "";
        }
        String text =
                exited.output()
                        .lines()
                        .map(line -> line.strip().replaceAll("\\s+", " "))
                        .filter(line -> !line.isEmpty() && matters.test(line))
                        .collect(Collectors.joining(" | "));
        if (text.isEmpty()) {
            return "";
        }
        // The end is the newest, and says how it went.
        String newest =
                text.length() <= LONGEST ? text : "..." + text.substring(text.length() - LONGEST);
        return "; " + heading + newest;
    }
}
