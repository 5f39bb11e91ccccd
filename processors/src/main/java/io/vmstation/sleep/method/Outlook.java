package io.vmstation.sleep.method;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether something on a node stands in the way of its sleep. */
sealed interface Outlook {
    /** What busctl says where no systemd-logind runs, so that nobody can block anything. */
    Pattern NO_LOGIND =
            Pattern.compile(
                    "connect to bus|Host is down|not provided by any|ServiceUnknown|Could not activate"
                            + " remote peer");

    /** Nothing does. */
    record Clear() implements Outlook {}

    /**
     * Something does.
     *
     * @param reason one clause
     * @param mayBeIgnored whether it is somebody's wish, and not that the node cannot be asked
     */
    record Hindered(String reason, boolean mayBeIgnored) implements Outlook {}

    /** Asks the node what blocks {@code deed}, {@code sleep} or {@code shutdown}. */
    static CompletableFuture<Outlook> of(Commands commands, String deed, Duration timeLimit) {
        return commands.run(Inhibitor.QUESTION, timeLimit).thenApply(result -> of(result, deed));
    }

    private static Outlook of(CommandResult result, String deed) {
        if (result instanceof Exited exited) {
            return exited.code() == 0
                    ? of(Inhibitor.read(exited.output()), deed)
                    : withoutList(exited);
        }
        if (result instanceof NotInstalled) {
            // It is a part of systemd: without it there is nobody to ask.
            return new Clear();
        }
        return new Hindered(
                result instanceof TimedOut timedOut
                        ? "the node did not answer " + MethodWords.within(timedOut.after())
                        : ((Failed) result).reason(),
                false);
    }

    private static Outlook withoutList(Exited exited) {
        String said = MethodWords.said(exited);
        return NO_LOGIND.matcher(said).find()
                ? new Clear()
                : new Hindered("it cannot be told what blocks it: " + said, true);
    }

    private static Outlook of(Optional<List<Inhibitor>> all, String deed) {
        if (all.isEmpty()) {
            return new Hindered("it cannot be told what blocks it: busctl is not understood", true);
        }
        List<Inhibitor> blocking =
                all.get().stream().filter(inhibitor -> inhibitor.blocks(deed)).toList();
        return blocking.isEmpty()
                ? new Clear()
                : new Hindered(
                        deed
                                + " is blocked by "
                                + blocking.stream()
                                        .map(Inhibitor::toString)
                                        .collect(Collectors.joining(", ")),
                        true);
    }
}
