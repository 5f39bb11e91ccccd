package io.vmstation.wake.arm;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs programs on a node as its root: by {@code sudo} when the login is somebody else's. Reading
 * Wake-on-LAN needs root as much as setting it, and {@code ethtool} is not where others look for
 * programs. Thread-safe.
 */
final class ByRoot implements Commands {
    private final Commands commands;
    private final String login;

    ByRoot(Node node, Commands commands) {
        this.commands = requireNonNull(commands, "commands is null");
        this.login = node.ssh().map(SshAccess::user).orElse("root");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        if (login.equals("root")) {
            return commands.run(arguments, environment, timeLimit);
        }
        List<String> line = Stream.concat(Stream.of("sudo", "-n"), arguments.stream()).toList();
        return commands.run(line, environment, timeLimit).thenApply(this::explained);
    }

    private CommandResult explained(CommandResult result) {
        if (result instanceof CommandResult.NotInstalled missing
                && missing.program().equals("sudo")) {
            return new CommandResult.Failed(
                    "there is no sudo on the node: install it, or log in as root");
        }
        if (result instanceof CommandResult.Exited exited
                && exited.code() != 0
                && exited.errors().startsWith("sudo: ")) {
            return new CommandResult.Failed(
                    exited.errors().strip().replace('\n', ' ')
                            + "; put into /etc/sudoers.d/vmstation on the node: "
                            + login
                            + " ALL=(root) NOPASSWD: /usr/sbin/ethtool");
        }
        return result;
    }
}
