package io.vmstation.sleep.method;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.SshAccess;
import io.vmstation.sleep.method.Outlook.Clear;
import io.vmstation.sleep.method.Outlook.Hindered;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lets systemd of the node suspend it, hibernate it, or power it off. Thread-safe.
 *
 * <p>The machine may be down before the answer has come: that the connection breaks off, or falls
 * silent, is no refusal. What blocks it is asked for before, because {@code systemctl} leaves
 * inhibitors alone when it is called by root or without a terminal (systemctl(1), {@code
 * --check-inhibitors}); that it could be asked proves also that the node can be reached.
 */
public final class SystemctlSleep implements SleepMethod {
    private static final String SUDO = "sudo";
    private static final String IGNORE_INHIBITORS = "ignoreInhibitors";

    /** Ended by SIGHUP or SIGTERM, as everything is when a machine powers off. */
    private static final List<Integer> SWEPT_AWAY = List.of(128 + 1, 128 + 15);

    private final String verb;
    private final String deed;
    private final String description;

    private SystemctlSleep(String verb, String deed, String description) {
        this.verb = requireNonNull(verb, "verb is null");
        this.deed = requireNonNull(deed, "deed is null");
        this.description = requireNonNull(description, "description is null");
    }

    /** {@code suspend}: to RAM. */
    public static SystemctlSleep suspend() {
        return new SystemctlSleep(
                "suspend", "sleep", "Suspends the node to RAM: systemctl suspend over SSH.");
    }

    /** {@code hibernate}: to disk. */
    public static SystemctlSleep hibernate() {
        return new SystemctlSleep(
                "hibernate",
                "sleep",
                "Hibernates the node to disk, which needs swap as large as its memory: systemctl"
                        + " hibernate over SSH.");
    }

    /** {@code poweroff}: all the way down. */
    public static SystemctlSleep poweroff() {
        return new SystemctlSleep(
                "poweroff",
                "shutdown",
                "Powers the node off; it must be able to wake from there: systemctl poweroff over"
                        + " SSH.");
    }

    @Override
    public String name() {
        return verb;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        SUDO,
                        OptionDescription.Type.TEXT,
                        "auto",
                        "Whether to ask by sudo: true, false, or auto, which is unless the login"
                                + " is root. Without sudo polkit of the node decides."),
                OptionDescription.of(
                        IGNORE_INHIBITORS,
                        OptionDescription.Type.FLAG,
                        "false",
                        "Whether to go ahead although a program on the node blocks it."));
    }

    @Override
    public String plan(Order order) {
        return "run " + MethodWords.line(arguments(order)) + " on the node over SSH";
    }

    @Override
    public CompletableFuture<Sent> send(Order order) {
        if (!List.of("true", "false", "auto").contains(order.options().text(SUDO))) {
            return CompletableFuture.completedFuture(
                    new Refused("the option sudo is neither true nor false nor auto"));
        }
        TimeLeft left = new TimeLeft(order.timeLimit());
        boolean ignores = order.options().flag(IGNORE_INHIBITORS);
        return Outlook.of(order.commands(), deed, left.duration())
                .thenCompose(
                        outlook -> {
                            if (outlook instanceof Hindered hindered
                                    && !(ignores && hindered.mayBeIgnored())) {
                                return CompletableFuture.completedFuture(
                                        new Refused(hindered.reason()));
                            }
                            return order.commands()
                                    .run(arguments(order), left.duration())
                                    .thenCompose(result -> sent(order, result, left));
                        });
    }

    private List<String> arguments(Order order) {
        List<String> arguments = new ArrayList<>();
        if (bySudo(order)) {
            arguments.addAll(List.of("sudo", "-n"));
        }
        arguments.addAll(List.of("systemctl", verb));
        if (order.options().flag(IGNORE_INHIBITORS)) {
            arguments.add("-i");
        }
        return arguments;
    }

    private static boolean bySudo(Order order) {
        String sudo = order.options().text(SUDO);
        return sudo.equals("true") || (sudo.equals("auto") && !login(order).equals("root"));
    }

    private static String login(Order order) {
        return order.node().ssh().map(SshAccess::user).orElse("root");
    }

    private CompletableFuture<Sent> sent(Order order, CommandResult result, TimeLeft left) {
        if (result instanceof Exited exited) {
            if (exited.code() == 0) {
                return done(new Accepted("systemctl " + verb + " was accepted"));
            }
            if (SWEPT_AWAY.contains(exited.code())) {
                return done(new Accepted("systemctl ended while the node went down"));
            }
            return refused(order, exited, left);
        }
        if (result instanceof NotInstalled missing) {
            return done(new Refused(notInstalled(missing.program())));
        }
        if (result instanceof Failed failed) {
            return done(
                    failed.begun()
                            ? new Accepted("the connection ended while the node went down")
                            : new Refused(failed.reason()));
        }
        // It was reached a moment ago: a machine that is suspended says no goodbye.
        return done(new Accepted("the node fell silent before it had answered"));
    }

    private CompletableFuture<Sent> refused(Order order, Exited exited, TimeLeft left) {
        String said = MethodWords.said(exited);
        String remedy = Permission.remedy(said, login(order), arguments(order));
        // Somebody may have begun to block it since it was looked for.
        return Outlook.of(order.commands(), deed, left.duration())
                .thenApply(
                        outlook ->
                                outlook instanceof Clear
                                        ? new Refused(said + remedy)
                                        : new Refused(
                                                said
                                                        + remedy
                                                        + "; "
                                                        + ((Hindered) outlook).reason()));
    }

    private static String notInstalled(String program) {
        return program.equals(SUDO)
                ? "there is no sudo on the node: install it, log in as root, or let polkit allow"
                        + " it and set sudo: false"
                : "there is no " + program + " on the node: use the method exec";
    }

    private static CompletableFuture<Sent> done(Sent sent) {
        return CompletableFuture.completedFuture(sent);
    }
}
