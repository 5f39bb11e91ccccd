package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * On another machine: into a folder that only the login may read, from where it comes as Base64.
 *
 * @param commands run programs there until the poll is called off
 * @param tidying runs programs there whatever becomes of the poll
 */
record RemoteDumps(Commands commands, Commands tidying) implements Dumps {
    private static final Pattern FOLDER = Pattern.compile("(?:/[A-Za-z0-9._-]{1,99}){2,9}");
    private static final Duration TO_TIDY_UP = Duration.ofSeconds(10);

    @Override
    public CompletableFuture<Dump> of(Session session, List<String> question, Deadline deadline) {
        return run(deadline, "mktemp", "-d")
                .thenCompose(
                        made -> {
                            String folder = output(made).strip();
                            return FOLDER.matcher(folder).matches()
                                    ? into(folder, session, question, deadline)
                                    : failed("mktemp makes no folder there", made);
                        });
    }

    private CompletableFuture<Dump> into(
            String folder, Session session, List<String> question, Deadline deadline) {
        String file = folder + "/dump";
        return session.ask(Stream.concat(question.stream(), Stream.of(file)).toList(), deadline)
                .thenCompose(
                        answer ->
                                answer instanceof Printed printed
                                        ? fetch(file, printed, deadline)
                                        : CompletableFuture.completedFuture(
                                                new Dump(answer, new byte[0])))
                .whenComplete(
                        (dump, failure) -> {
                            var unused =
                                    tidying.run(List.of("rm", "-rf", folder), Map.of(), TO_TIDY_UP);
                        });
    }

    private CompletableFuture<Dump> fetch(String file, Printed printed, Deadline deadline) {
        return run(deadline, "base64", file)
                .thenCompose(
                        result -> {
                            String text = output(result);
                            if (!(result instanceof Exited exited) || exited.code() != 0) {
                                return failed("base64 does not read what ipmitool wrote", result);
                            }
                            if (WholeText.isCut(text)) {
                                return failed("what ipmitool wrote is more than is read", result);
                            }
                            return CompletableFuture.completedFuture(
                                    new Dump(printed, Base64.getMimeDecoder().decode(text)));
                        });
    }

    private CompletableFuture<CommandResult> run(Deadline deadline, String... line) {
        return commands.run(List.of(line), Map.of(), deadline.left());
    }

    private static String output(CommandResult result) {
        return result instanceof Exited exited && exited.code() == 0 ? exited.output() : "";
    }

    private static CompletableFuture<Dump> failed(String what, CommandResult result) {
        String reason =
                result instanceof CommandResult.Failed failed
                        ? failed.reason()
                        : result instanceof CommandResult.TimedOut ? "no time was left" : "";
        return CompletableFuture.completedFuture(
                Dump.failed(Extent.QUESTION, reason.isEmpty() ? what : what + ": " + reason));
    }
}
