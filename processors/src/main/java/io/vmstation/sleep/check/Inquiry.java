package io.vmstation.sleep.check;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.SleepCheck.Question;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The programs that one look asks, within the time that the look has. Whatever else happens than
 * what the check expects makes the answer unknown, with the reason and the remedy.
 */
final class Inquiry {
    private final Commands commands;
    private final Duration timeLimit;
    private final long asked = System.nanoTime();

    private Inquiry(Commands commands, Duration timeLimit) {
        this.commands = commands;
        this.timeLimit = timeLimit;
    }

    /** Looks by programs of the node. */
    static CompletableFuture<Evidence> on(
            Question question, Function<Inquiry, CompletableFuture<Evidence>> look) {
        return on(question.commands(), question, look);
    }

    /** Looks by programs of the machine on which {@code commands} run. */
    static CompletableFuture<Evidence> on(
            Commands commands,
            Question question,
            Function<Inquiry, CompletableFuture<Evidence>> look) {
        CompletableFuture<Evidence> found;
        try {
            found = look.apply(new Inquiry(commands, question.timeLimit()));
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        return found.exceptionally(Inquiry::unknown);
    }

    /** What it prints, if it ends well. */
    CompletableFuture<String> printed(Program program) {
        return ended(program).thenApply(exited -> output(program, exited));
    }

    /** How it ends, if it runs to its end. */
    CompletableFuture<Exited> ended(Program program) {
        return run(program, Map.of()).thenApply(result -> exited(program, result));
    }

    /** What becomes of it. */
    CompletableFuture<CommandResult> run(Program program, Map<String, String> environment) {
        Duration left = timeLimit.minusNanos(System.nanoTime() - asked);
        if (left.isNegative() || left.isZero()) {
            return CompletableFuture.completedFuture(new TimedOut(timeLimit));
        }
        return commands.run(program.line(), environment, left);
    }

    /** What it printed, if it ended well. */
    static String output(Program program, Exited exited) {
        if (exited.code() != 0) {
            throw failed(program, exited);
        }
        if (exited.output().getBytes(StandardCharsets.UTF_8).length >= CommandResult.MOST_OUTPUT) {
            throw new CannotTell(program.name() + " printed more than can be read");
        }
        return exited.output();
    }

    /** How it ended, if it ran to its end. */
    static Exited exited(Program program, CommandResult result) {
        if (result instanceof Exited exited) {
            return exited;
        } else if (result instanceof NotInstalled missing) {
            throw new CannotTell(
                    missing.program()
                            + " is not installed: "
                            + switch (missing.program()) {
                                case "sudo" -> "install the package sudo, or log in as root";
                                case "timeout" -> "install the package coreutils or busybox";
                                default -> program.whenMissing();
                            });
        } else if (result instanceof TimedOut late) {
            throw new CannotTell(
                    program.name()
                            + " did not end within "
                            + Clause.of(late.after())
                            + ": see what holds it up there, or raise sleep.check-timeout");
        } else {
            throw new CannotTell(((Failed) result).reason());
        }
    }

    /** It ended with an exit code that it should not. */
    static CannotTell failed(Program program, Exited exited) {
        String said = said(program, exited);
        return new CannotTell(
                program.name()
                        + " ended with exit code "
                        + exited.code()
                        + (said.isEmpty() ? "" : ": " + said)
                        + (program.whenFailing().isEmpty() ? "" : "; " + program.whenFailing()));
    }

    /** Start-up files of the login shell may grumble, too: first what the program says itself. */
    private static String said(Program program, Exited exited) {
        String own = "(?:/\\S*/)?(?:sudo|" + Pattern.quote(program.executable()) + "): .*";
        return Clause.of(
                exited.errors()
                        .lines()
                        .filter(line -> line.matches(own))
                        .findFirst()
                        .orElse(exited.errors().isBlank() ? exited.output() : exited.errors()));
    }

    private static Evidence unknown(Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        return new Unknown(
                cause instanceof CannotTell cannot
                        ? cannot.reason()
                        : "the answer cannot be read: " + Clause.of(String.valueOf(cause)));
    }
}
