package io.vmstation.exec;

import io.vmstation.spi.CommandResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One program on one channel of a session. The node's login shell reads the command line (RFC 4254
 * section 6.5), so every argument is quoted for it. Thread-safe.
 *
 * <p>A program outlives its channel and its connection, so {@code timeout} of coreutils or BusyBox
 * runs it: whatever becomes of us, it ends about at its time limit.
 */
final class RemoteProgram {
    private static final int COMMAND_NOT_FOUND = 127;

    private static final String LIMITER = "timeout";

    /** What env says when it is not the program that is missing, but what should run it. */
    private static final Predicate<String> LIMITER_MISSING =
            Pattern.compile("^\\S*env: .*\\btimeout\\b", Pattern.MULTILINE).asPredicate();

    private final String program;
    private final String line;
    private final BoundedBytes output = new BoundedBytes();
    private final BoundedBytes errors = new BoundedBytes();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private @Nullable ChannelExec opened;
    private boolean unwanted;

    /** How its channel ended. */
    sealed interface Ending {

        /** It was run, or could not be. */
        record Ran(CommandResult result) implements Ending {}

        /** The node opens no more channels at once: its MaxSessions, sshd_config(5). */
        record NoRoom(String reason) implements Ending {}
    }

    /**
     * @param timeLeft after which the node ends it; rounded up to whole seconds
     */
    RemoteProgram(List<String> arguments, Map<String, String> environment, Duration timeLeft) {
        program = arguments.get(0);
        line = commandLine(arguments, environment, timeLeft);
    }

    /**
     * Runs it.
     *
     * @return completes normally once the channel is closed and its place on the node free again
     */
    CompletableFuture<Ending> start(ClientSession session) {
        try {
            ChannelExec channel = session.createExecChannel(line);
            channel.setOut(output);
            channel.setErr(errors);
            channel.addCloseFutureListener(
                    closed -> ending.complete(new Ending.Ran(ended(channel))));
            channel.open().addListener(opening -> opened(channel, opening));
        } catch (IOException | RuntimeException e) {
            ending.complete(failed(e));
        }
        return ending;
    }

    /**
     * Ends it at once where the node obeys (RFC 4254 section 6.9: OpenSSH since 7.9, but not for
     * root), else leaves it to its time limit. No effect once it has ended.
     */
    void kill() {
        ChannelExec channel;
        synchronized (this) {
            unwanted = true;
            channel = opened;
        }
        if (channel != null && !ending.isDone()) {
            kill(channel);
        }
    }

    private void opened(ChannelExec channel, OpenFuture opening) {
        if (!opening.isOpened()) {
            ending.complete(notOpened(opening.getException()));
            return;
        }
        boolean tooLate;
        synchronized (this) {
            opened = channel;
            tooLate = unwanted;
        }
        if (tooLate) {
            kill(channel);
        }
    }

    private static void kill(ChannelExec channel) {
        try {
            Buffer signal = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
            signal.putUInt(channel.getRecipient());
            signal.putString("signal");
            signal.putBoolean(false);
            signal.putString("TERM");
            var unused = channel.writePacket(signal);
            channel.close(false);
        } catch (IOException | RuntimeException e) {
            // The connection is gone, and whether the program is, only the node knows.
            channel.close(true);
        }
    }

    private CommandResult ended(ChannelExec ended) {
        @Nullable Integer code = ended.getExitStatus();
        if (code == null) {
            return new CommandResult.Failed("the connection ended before the program did", true);
        }
        String said = errors.text();
        return code == COMMAND_NOT_FOUND && said.contains("No such file")
                ? new CommandResult.NotInstalled(LIMITER_MISSING.test(said) ? LIMITER : program)
                : new CommandResult.Exited(code, output.text(), said);
    }

    private static Ending notOpened(@Nullable Throwable exception) {
        return exception instanceof SshChannelOpenException
                ? new Ending.NoRoom(SshFailure.of(exception))
                : failed(exception);
    }

    private static Ending failed(@Nullable Throwable exception) {
        return new Ending.Ran(new CommandResult.Failed(SshFailure.of(exception)));
    }

    private static String commandLine(
            List<String> arguments, Map<String, String> environment, Duration timeLeft) {
        String seconds = String.valueOf(Math.max(1, timeLeft.plusMillis(999).toSeconds()));
        Stream<String> assignments =
                environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue());
        return Stream.of(
                        Stream.of("env", "LC_ALL=C"),
                        assignments,
                        Stream.of(LIMITER, "-k", "1", seconds),
                        arguments.stream())
                .flatMap(words -> words)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
