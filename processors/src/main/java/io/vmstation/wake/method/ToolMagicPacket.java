package io.vmstation.wake.method;

import static java.util.Objects.requireNonNull;

import io.vmstation.lan.Ipv4Subnet;
import io.vmstation.lan.LocalInterface;
import io.vmstation.lan.LocalInterfaces;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Lets a program that the administrator installed send the magic packets. Never for a node with a
 * SecureOn password, which would show in the list of processes. Thread-safe.
 */
public final class ToolMagicPacket implements WakeMethod {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final String SHOWS_PASSWORD =
            "it would show the SecureOn password in the list of processes";

    /** How a program wants to be called. */
    private interface Calls {
        Stream<List<String>> of(String program, LocalInterface from, MacAddress target, int port);
    }

    private final String name;
    private final List<String> programs;
    private final String remedy;
    private final Calls calls;
    private final LocalInterfaces interfaces;
    private final Commands commands;

    private ToolMagicPacket(
            String name,
            List<String> programs,
            String remedy,
            Calls calls,
            LocalInterfaces interfaces,
            Commands commands) {
        this.name = name;
        this.programs = programs;
        this.remedy = remedy;
        this.calls = calls;
        this.interfaces = requireNonNull(interfaces, "interfaces is null");
        this.commands = requireNonNull(commands, "commands is null");
    }

    /** By {@code etherwake}, which some distributions call {@code ether-wake}: raw frames. */
    public static ToolMagicPacket etherwake(LocalInterfaces interfaces, Commands commands) {
        return new ToolMagicPacket(
                "etherwake",
                List.of("etherwake", "ether-wake"),
                "apt install etherwake",
                (program, from, target, port) ->
                        Stream.of(
                                List.of(program, "-i", from.name(), target.text()),
                                List.of(program, "-b", "-i", from.name(), target.text())),
                interfaces,
                commands);
    }

    /** By {@code wakeonlan}: UDP to the broadcast addresses of the interfaces. */
    public static ToolMagicPacket wakeonlan(LocalInterfaces interfaces, Commands commands) {
        return new ToolMagicPacket(
                "wakeonlan",
                List.of("wakeonlan"),
                "apt install wakeonlan",
                (program, from, target, port) ->
                        from.addresses().stream()
                                .map(Ipv4Subnet::broadcast)
                                .flatMap(Optional::stream)
                                .map(Inet4Address::getHostAddress)
                                .map(
                                        to ->
                                                List.of(
                                                        program,
                                                        "-i",
                                                        to,
                                                        "-p",
                                                        String.valueOf(port),
                                                        target.text())),
                interfaces,
                commands);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String plan(Node node) {
        if (node.wake().secureOnFile().isPresent()) {
            return "is not used: " + SHOWS_PASSWORD;
        }
        return "runs %s for %s, if it is installed".formatted(name, MagicPacket.targets(node));
    }

    @Override
    public CompletableFuture<MethodOutcome> ask(Node node) {
        if (node.wake().secureOnFile().isPresent()) {
            return done(new MethodOutcome.Unavailable(SHOWS_PASSWORD));
        }
        LocalInterfaces.Selection selection = interfaces.select(node.wake().interfaces());
        if (selection.interfaces().isEmpty()) {
            String why = String.join(", ", selection.problems());
            return done(
                    new MethodOutcome.Unavailable(
                            why.isEmpty() ? "this machine has no interface to send from" : why));
        }
        return ask(node, selection.interfaces(), 0);
    }

    private CompletableFuture<MethodOutcome> ask(
            Node node, List<LocalInterface> from, int candidate) {
        if (candidate == programs.size()) {
            return done(new MethodOutcome.Unavailable("it is not installed: " + remedy));
        }
        List<List<String>> lines = new ArrayList<>();
        for (LocalInterface one : from) {
            for (MacAddress target : node.macAddresses()) {
                calls.of(programs.get(candidate), one, target, node.wake().ports().get(0))
                        .forEach(lines::add);
            }
        }
        return run(lines, 0, 0)
                .thenCompose(
                        outcome ->
                                outcome instanceof MethodOutcome.Unavailable
                                        ? ask(node, from, candidate + 1)
                                        : done(outcome));
    }

    private CompletableFuture<MethodOutcome> run(List<List<String>> lines, int next, int sent) {
        if (next == lines.size()) {
            return done(
                    sent == 0
                            ? new MethodOutcome.Failed("no interface has an address to send from")
                            : new MethodOutcome.Sent(sent, "by " + lines.get(0).get(0)));
        }
        return commands.run(lines.get(next), TIME_LIMIT)
                .thenCompose(
                        result ->
                                result instanceof Exited exited && exited.code() == 0
                                        ? run(lines, next + 1, sent + 1)
                                        : done(refused(result)));
    }

    private static MethodOutcome refused(CommandResult result) {
        if (result instanceof NotInstalled) {
            return new MethodOutcome.Unavailable("it is not installed");
        } else if (result instanceof TimedOut timedOut) {
            return new MethodOutcome.Failed(
                    "it did not end within " + timedOut.after().toSeconds() + " s");
        } else if (result instanceof Exited exited) {
            String said = exited.errors().isBlank() ? exited.output() : exited.errors();
            return new MethodOutcome.Failed(
                    "exit code " + exited.code() + ": " + said.strip().replaceAll("\\s+", " "));
        } else {
            return new MethodOutcome.Failed(((CommandResult.Failed) result).reason());
        }
    }

    private static CompletableFuture<MethodOutcome> done(MethodOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
