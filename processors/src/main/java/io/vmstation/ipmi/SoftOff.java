package io.vmstation.ipmi;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Lan;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepMethod;
import io.vmstation.spi.SleepMethod.Sent.Accepted;
import io.vmstation.spi.SleepMethod.Sent.Refused;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Lets the BMC of the node ask its operating system to shut down, as a short press of the power
 * button does: IPMI 2.0 section 28.3, Chassis Control 05h, by {@code ipmitool}. The password stays
 * in its file, which {@code ipmitool} reads, and never shows in the list of processes. Thread-safe.
 */
public final class SoftOff implements SleepMethod {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Commands local;

    /**
     * @param local runs programs of this machine
     */
    public SoftOff(Commands local) {
        this.local = requireNonNull(local, "local is null");
    }

    @Override
    public String name() {
        return "bmc-soft-off";
    }

    @Override
    public String description() {
        return "Shuts the node down through its BMC, as a short press of the power button does:"
                + " ipmitool chassis power soft.";
    }

    @Override
    public String plan(Order order) {
        return order.node()
                .bmc()
                .flatMap(Bmc::lan)
                .filter(bmc -> !bmc.cipherSuites().isEmpty())
                .map(
                        bmc ->
                                bmc.cipherSuites().stream()
                                        .map(suite -> String.join(" ", arguments(bmc, suite)))
                                        .collect(Collectors.joining(", else ", "run ", "")))
                .orElse("nothing: " + missing(order));
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.BMC);
    }

    @Override
    public CompletableFuture<Sent> send(Order order) {
        if (lan(order).isEmpty()) {
            return done(new Refused(missing(order)));
        }
        Lan bmc = lan(order).get();
        if (!Files.isReadable(bmc.passwordFile())) {
            return done(
                    new Refused("the password of the BMC cannot be read: " + bmc.passwordFile()));
        }
        long end = System.nanoTime() + order.timeLimit().toNanos();
        return tryFrom(0, bmc, end, new ArrayList<>());
    }

    /** Tries the cipher suites one after the other, until the BMC has understood one. */
    private CompletableFuture<Sent> tryFrom(int next, Lan bmc, long end, List<String> failures) {
        if (next == bmc.cipherSuites().size()) {
            return done(
                    new Refused(
                            "the BMC does not do it: "
                                    + String.join("; ", failures)
                                    + "; check bmc.user, bmc.passwordFile, bmc.cipherSuites"));
        }
        int suite = bmc.cipherSuites().get(next);
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return local.run(arguments(bmc, suite), left.compareTo(LEAST) < 0 ? LEAST : left)
                .thenCompose(
                        result -> {
                            if (result instanceof Exited exited && exited.code() != 0) {
                                failures.add("cipher suite " + suite + ": " + said(exited));
                                return tryFrom(next + 1, bmc, end, failures);
                            }
                            return done(ended(bmc, result));
                        });
    }

    private static Sent ended(Lan bmc, CommandResult result) {
        if (result instanceof Exited) {
            return new Accepted("the BMC " + bmc.address() + " has pressed the power button");
        }
        if (result instanceof NotInstalled) {
            return new Refused("there is no ipmitool on this machine: apt install ipmitool");
        }
        if (result instanceof TimedOut timedOut) {
            return new Refused(
                    "the BMC "
                            + bmc.address()
                            + " did not answer within "
                            + Math.max(1, timedOut.after().toSeconds())
                            + " s");
        }
        return new Refused(((Failed) result).reason());
    }

    private static List<String> arguments(Lan bmc, int suite) {
        return List.of(
                "ipmitool",
                "-I",
                "lanplus",
                "-H",
                bmc.address(),
                "-p",
                String.valueOf(bmc.port()),
                "-U",
                bmc.user(),
                "-f",
                bmc.passwordFile().toString(),
                "-C",
                String.valueOf(suite),
                // All that it takes, so that the login need not be an administrator's.
                "-L",
                "OPERATOR",
                "chassis",
                "power",
                "soft");
    }

    private static Optional<Lan> lan(Order order) {
        return order.node().bmc().flatMap(Bmc::lan).filter(lan -> !lan.cipherSuites().isEmpty());
    }

    private static String missing(Order order) {
        return "node " + order.node().name() + " has no BMC: set bmc in nodes.yaml";
    }

    private static String said(Exited exited) {
        String words = exited.errors().isBlank() ? exited.output() : exited.errors();
        return words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    private static CompletableFuture<Sent> done(Sent sent) {
        return CompletableFuture.completedFuture(sent);
    }
}
