package io.vmstation.reach;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.Answer;
import io.vmstation.spi.Answer.Ready;
import io.vmstation.spi.Answer.Silent;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.Failed;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.Commands;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a machine by ICMP, with the program {@code ping}, which has the permission to. */
final class Ping {
    private static final Logger log = LoggerFactory.getLogger(Ping.class);

    private final Commands commands;
    private final AtomicBoolean missingTold = new AtomicBoolean();

    Ping(Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
    }

    /** {@link Ready} with port 0, or {@link Silent}. Cancelling it ends the program. */
    CompletableFuture<Answer> ask(InetAddress address, Duration patience) {
        // Whole seconds are all that every ping understands; the time limit is the exact one.
        long seconds = Math.max(1, patience.plusMillis(999).toSeconds());
        // As octets print it, an address never looks like an option.
        String literal = address.getHostAddress();
        List<String> line = List.of("ping", "-n", "-c", "1", "-W", Long.toString(seconds), literal);
        return Race.translate(commands.run(line, patience), result -> answer(address, result));
    }

    private Answer answer(InetAddress address, CommandResult result) {
        String name = address.getHostAddress();
        if (result instanceof Exited exited) {
            return exited.code() == 0
                    ? new Ready(new InetSocketAddress(address, 0))
                    : new Silent(name + " did not answer ping" + why(exited.errors()));
        }
        if (result instanceof NotInstalled) {
            if (missingTold.compareAndSet(false, true)) {
                log.info(
                        "Nodes are asked by TCP only: reason=ping is not installed (iputils-ping)");
            }
            return new Silent("ping is not installed");
        }
        return result instanceof Failed failed
                ? new Silent("ping could not be run: " + failed.reason())
                : new Silent(name + " did not answer ping");
    }

    private static String why(String errors) {
        return errors.isBlank() ? "" : ": " + errors.lines().findFirst().orElse("").strip();
    }
}
