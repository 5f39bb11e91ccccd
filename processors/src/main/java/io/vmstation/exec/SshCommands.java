package io.vmstation.exec;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.future.SshFuture;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs on one node by SSH. The node's login shell reads the command line (RFC 4254 section
 * 6.5), so every argument is quoted for it. Thread-safe; holds no thread while it waits.
 */
final class SshCommands implements Commands {
    private static final int COMMAND_NOT_FOUND = 127;

    private final SshClient client;
    private final Node node;
    private final SshAccess access;

    SshCommands(SshClient client, Node node, SshAccess access) {
        this.client = requireNonNull(client, "client is null");
        this.node = requireNonNull(node, "node is null");
        this.access = requireNonNull(access, "access is null");
    }

    @Override
    public CompletableFuture<CommandResult> run(
            List<String> arguments, Map<String, String> environment, Duration timeLimit) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no arguments");
        }
        if (node.addresses().isEmpty()) {
            return failed("node " + node.name() + " has no address");
        }
        List<Path> keys = keys();
        if (keys.isEmpty()) {
            return failed(
                    "there is no private key to log in to node "
                            + node.name()
                            + " with: name one in ssh.keyFile");
        }
        try {
            ConnectFuture connecting =
                    client.connect(access.user(), node.addresses().get(0), access.port());
            CompletableFuture<CommandResult> result = new CompletableFuture<>();
            result.completeOnTimeout(
                    new CommandResult.TimedOut(timeLimit),
                    timeLimit.toNanos(),
                    TimeUnit.NANOSECONDS);
            var unused = result.whenComplete((outcome, error) -> hangUp(connecting));
            String line = commandLine(arguments, environment);
            onceConnected(connecting, keys, arguments.get(0), line, result);
            return result;
        } catch (IOException | RuntimeException e) {
            return failed(SshFailure.of(e));
        }
    }

    private static void onceConnected(
            ConnectFuture connecting,
            List<Path> keys,
            String program,
            String line,
            CompletableFuture<CommandResult> result) {
        connecting.addListener(
                connected -> {
                    if (connected.isConnected() && result.isDone()) {
                        // Too late: it connected while its time limit was giving it up.
                        connected.getSession().close(true);
                    } else if (connected.isConnected()) {
                        authenticate(connected.getSession(), keys, program, line, result);
                    } else {
                        fail(result, connected.getException());
                    }
                });
    }

    private static void authenticate(
            ClientSession session,
            List<Path> keys,
            String program,
            String line,
            CompletableFuture<CommandResult> result) {
        session.setKeyIdentityProvider(new FileKeyPairProvider(keys));
        whenDone(
                result,
                session::auth,
                authenticated -> {
                    if (authenticated.isSuccess()) {
                        execute(session, program, line, result);
                    } else {
                        String reason =
                                SshFailure.ofLogIn(
                                        authenticated.getException(), session.getUsername(), keys);
                        result.complete(new CommandResult.Failed(reason));
                    }
                });
    }

    private static void execute(
            ClientSession session,
            String program,
            String line,
            CompletableFuture<CommandResult> result) {
        try {
            ChannelExec channel = session.createExecChannel(line);
            BoundedBytes output = new BoundedBytes();
            BoundedBytes errors = new BoundedBytes();
            channel.setOut(output);
            channel.setErr(errors);
            channel.addCloseFutureListener(
                    closed -> result.complete(ended(channel, program, output, errors)));
            whenDone(
                    result,
                    channel::open,
                    opened -> {
                        if (!opened.isOpened()) {
                            fail(result, opened.getException());
                        }
                    });
        } catch (IOException e) {
            fail(result, e);
        }
    }

    private static CommandResult ended(
            ChannelExec channel, String program, BoundedBytes output, BoundedBytes errors) {
        @Nullable Integer code = channel.getExitStatus();
        if (code == null) {
            return new CommandResult.Failed("the connection ended before the program did", true);
        }
        return code == COMMAND_NOT_FOUND && errors.text().contains("No such file")
                ? new CommandResult.NotInstalled(program)
                : new CommandResult.Exited(code, output.text(), errors.text());
    }

    /** Starts one step of the protocol; what goes wrong at once fails the run. */
    private static <F extends SshFuture<F>> void whenDone(
            CompletableFuture<CommandResult> result, Step<F> step, Listening<F> then) {
        try {
            step.begin().addListener(then::heard);
        } catch (IOException e) {
            fail(result, e);
        }
    }

    private interface Step<F> {
        F begin() throws IOException;
    }

    private interface Listening<F> {
        void heard(F future);
    }

    private List<Path> keys() {
        Optional<Path> own = access.privateKeyFile();
        if (own.isPresent()) {
            return List.of(own.get());
        }
        Path folder = Path.of(System.getProperty("user.home"), ".ssh");
        return Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(folder::resolve)
                .filter(Files::isReadable)
                .toList();
    }

    static String commandLine(List<String> arguments, Map<String, String> environment) {
        Stream<String> assignments =
                environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue());
        return Stream.of(Stream.of("env", "LC_ALL=C"), assignments, arguments.stream())
                .flatMap(words -> words)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static void hangUp(ConnectFuture connecting) {
        if (connecting.isConnected()) {
            connecting.getSession().close(true);
        } else {
            connecting.cancel();
        }
    }

    private static void fail(
            CompletableFuture<CommandResult> result, @Nullable Throwable exception) {
        result.complete(new CommandResult.Failed(SshFailure.of(exception)));
    }

    private static CompletableFuture<CommandResult> failed(String reason) {
        return CompletableFuture.completedFuture(new CommandResult.Failed(reason));
    }
}
