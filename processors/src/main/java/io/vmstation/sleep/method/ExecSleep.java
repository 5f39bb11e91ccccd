package io.vmstation.sleep.method;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the user's own program, here or on the node, without a shell. It finds the node's name and
 * address in {@code VMSTATION_NODE} and {@code VMSTATION_ADDRESS}. Exit code 0 means that the node
 * is on its way down; any other that it is not. Thread-safe.
 */
public final class ExecSleep implements SleepMethod {
    private static final String COMMAND = "command";
    private static final String WHERE = "where";
    private static final String HERE = "here";
    private static final String ON_NODE = "node";

    private final Commands local;

    /**
     * @param local runs programs of this machine
     */
    public ExecSleep(Commands local) {
        this.local = requireNonNull(local, "local is null");
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String description() {
        return "Runs your own program, which finds the node in VMSTATION_NODE and"
                + " VMSTATION_ADDRESS; exit code 0 means that the node goes down.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        COMMAND,
                        OptionDescription.Type.TEXTS,
                        "The program and its arguments; there is no shell."),
                OptionDescription.of(
                        WHERE,
                        OptionDescription.Type.TEXT,
                        HERE,
                        "Where it runs: here, on this machine, or node, on the node over SSH."));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of();
    }

    @Override
    public String plan(Order order) {
        return "run "
                + MethodWords.line(order.options().texts(COMMAND))
                + (isHere(order) ? " on this machine" : " on the node over SSH");
    }

    @Override
    public CompletableFuture<Sent> send(Order order) {
        List<String> command = order.options().texts(COMMAND);
        String where = order.options().text(WHERE);
        if (command.isEmpty()) {
            return done(new Refused("the option command is empty"));
        }
        if (!where.equals(HERE) && !where.equals(ON_NODE)) {
            return done(new Refused("the option where is neither here nor node"));
        }
        Commands commands = isHere(order) ? local : order.commands();
        return commands.run(command, environment(order), order.timeLimit())
                .thenApply(result -> sent(command.get(0), isHere(order), result));
    }

    private static boolean isHere(Order order) {
        return order.options().text(WHERE).equals(HERE);
    }

    private static Map<String, String> environment(Order order) {
        List<String> addresses = order.node().addresses();
        return Map.of(
                "VMSTATION_NODE",
                order.node().name(),
                "VMSTATION_ADDRESS",
                addresses.isEmpty() ? "" : addresses.get(0));
    }

    private static Sent sent(String program, boolean here, CommandResult result) {
        String place = here ? " on this machine" : " on the node";
        if (result instanceof Exited exited) {
            return exited.code() == 0
                    ? new Accepted(program + " said yes")
                    : new Refused(program + " said no, " + MethodWords.said(exited));
        }
        if (result instanceof NotInstalled) {
            return new Refused("there is no program " + program + place);
        }
        if (result instanceof TimedOut timedOut) {
            return timedOut(program, here, timedOut);
        }
        Failed failed = (Failed) result;
        return failed.begun()
                ? new Accepted("the connection ended while " + program + " ran")
                : new Refused(failed.reason());
    }

    private static Sent timedOut(String program, boolean here, TimedOut timedOut) {
        String late = program + " did not end " + MethodWords.within(timedOut.after());
        // A machine that is suspended says no goodbye; whether this one was is seen by others.
        return here
                ? new Refused(late + " and was killed")
                : new Accepted(late + ", as when the node falls silent");
    }

    private static CompletableFuture<Sent> done(Sent sent) {
        return CompletableFuture.completedFuture(sent);
    }
}
