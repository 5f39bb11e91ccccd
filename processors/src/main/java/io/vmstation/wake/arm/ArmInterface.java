package io.vmstation.wake.arm;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.CommandResult.TimedOut;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Checks one network interface with {@code ethtool}, enables waking by magic packet where the card
 * can do it, and checks again. Other ways of waking that are on stay on. Thread-safe.
 */
public final class ArmInterface {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}");

    private final Commands commands;

    /** Works on the machine on which {@code commands} run. */
    public ArmInterface(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    /**
     * Arms one interface.
     *
     * @param name of the interface
     * @param dryRun only say what would be done
     * @return completes normally
     */
    public CompletableFuture<ArmOutcome> arm(String name, boolean dryRun) {
        if (!NAME.matcher(name).matches()) {
            return done(new ArmOutcome.Failed("\"" + name + "\" is no name of an interface"));
        }
        return ethtool(name).thenCompose(result -> decide(name, result, dryRun));
    }

    private CompletableFuture<CommandResult> ethtool(String name) {
        return commands.run(List.of("ethtool", name), TIME_LIMIT);
    }

    private CompletableFuture<ArmOutcome> decide(String name, CommandResult result, boolean dry) {
        Optional<WakeOnLanFlags> read =
                result instanceof Exited exited
                        ? WakeOnLanFlags.parse(exited.output())
                        : Optional.empty();
        if (read.isEmpty()) {
            return done(unreadable(result));
        }
        WakeOnLanFlags flags = read.get();
        if (!flags.supportsMagicPacket()) {
            return done(
                    new ArmOutcome.Unsupported("the card does not support waking by magic packet"));
        }
        if (flags.magicPacketEnabled()) {
            return done(new ArmOutcome.AlreadyArmed());
        }
        if (dry) {
            return done(new ArmOutcome.WouldArm(flags.withMagicPacket()));
        }
        List<String> set = List.of("ethtool", "-s", name, "wol", flags.withMagicPacket());
        return commands.run(set, TIME_LIMIT).thenCompose(answer -> verify(name, answer));
    }

    private CompletableFuture<ArmOutcome> verify(String name, CommandResult set) {
        if (!(set instanceof Exited exited) || exited.code() != 0) {
            return done(new ArmOutcome.Failed(reason(set)));
        }
        return ethtool(name)
                .thenApply(
                        again ->
                                again instanceof Exited second
                                                && WakeOnLanFlags.parse(second.output())
                                                        .map(WakeOnLanFlags::magicPacketEnabled)
                                                        .orElse(false)
                                        ? new ArmOutcome.Armed()
                                        : new ArmOutcome.Failed(
                                                "ethtool reported success, but the setting did not"
                                                        + " stay: look at the driver"));
    }

    private static ArmOutcome unreadable(CommandResult result) {
        if (!(result instanceof Exited exited)) {
            return new ArmOutcome.Failed(reason(result));
        }
        if (exited.errors().contains("not permitted")) {
            return new ArmOutcome.Failed(
                    "ethtool may not read it: run as root or with CAP_NET_ADMIN");
        }
        if (exited.code() != 0) {
            return new ArmOutcome.Failed(reason(result));
        }
        return new ArmOutcome.Unsupported("its driver knows nothing of Wake-on-LAN");
    }

    private static String reason(CommandResult result) {
        if (result instanceof NotInstalled) {
            return "ethtool is not installed: apt install ethtool";
        } else if (result instanceof TimedOut timedOut) {
            return "ethtool did not end within " + timedOut.after().toSeconds() + " s";
        } else if (result instanceof Exited exited) {
            return "ethtool ended with exit code "
                    + exited.code()
                    + ": "
                    + exited.errors().strip().replace('\n', ' ');
        } else {
            return ((CommandResult.Failed) result).reason();
        }
    }

    private static CompletableFuture<ArmOutcome> done(ArmOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
