package io.vmstation.ipmi.source.tool;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import io.vmstation.spi.Commands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks the BMC of the machine on which the programs run. That is for root: a login that may not, or
 * that has no {@code /usr/sbin} in its path, asks by {@code sudo -n}, and at once so the next time.
 */
public final class InBandSession implements Session {
    private static final Pattern FORBIDDEN =
            Pattern.compile("permission denied|must be root", Pattern.CASE_INSENSITIVE);
    private static final Pattern SUDO_REFUSES = Pattern.compile("(?m)^sudo: (.*)$");

    private final String key;
    private final Commands commands;
    private final List<String> options;
    private final Outcomes outcomes;
    private final BoundedMemory<Boolean> bySudo;

    /**
     * @param key of the connection
     * @param options put behind the name of the program
     * @param bySudo where it is remembered who has to be asked so
     */
    public InBandSession(
            String key,
            Commands commands,
            List<String> options,
            Outcomes outcomes,
            BoundedMemory<Boolean> bySudo) {
        this.key = requireNonNull(key, "key is null");
        this.commands = requireNonNull(commands, "commands is null");
        this.options = List.copyOf(options);
        this.outcomes = requireNonNull(outcomes, "outcomes is null");
        this.bySudo = requireNonNull(bySudo, "bySudo is null");
    }

    @Override
    public CompletableFuture<Answer> ask(List<String> question, Deadline deadline) {
        List<String> line =
                Stream.of(question.subList(0, 1), options, question.subList(1, question.size()))
                        .flatMap(List::stream)
                        .toList();
        if (bySudo.of(key).isPresent()) {
            return bySudo(line, deadline).thenApply(result -> judge(line, result));
        }
        return commands.run(line, Map.of(), deadline.left())
                .thenCompose(
                        result ->
                                maySudoHelp(result)
                                        ? bySudo(line, deadline)
                                                .thenApply(better -> better(line, result, better))
                                        : CompletableFuture.completedFuture(judge(line, result)));
    }

    private CompletableFuture<CommandResult> bySudo(List<String> line, Deadline deadline) {
        return commands.run(
                Stream.concat(Stream.of("sudo", "-n"), line.stream()).toList(),
                Map.of(),
                deadline.left());
    }

    private static boolean maySudoHelp(CommandResult result) {
        return result instanceof NotInstalled missing
                ? !missing.program().equals("timeout")
                : result instanceof Exited exited
                        && exited.code() != 0
                        && FORBIDDEN.matcher(exited.errors()).find();
    }

    private Answer better(List<String> line, CommandResult plain, CommandResult root) {
        if (root instanceof Exited exited
                && (exited.code() == 0 || !SUDO_REFUSES.matcher(exited.errors()).find())) {
            bySudo.note(key, true);
            return judge(line, root);
        }
        Answer answer = judge(line, plain);
        return answer instanceof Trouble trouble && plain instanceof Exited
                ? new Trouble(trouble.extent(), trouble.reason() + remedy(line.get(0)))
                : answer;
    }

    private Answer judge(List<String> line, CommandResult result) {
        return outcomes.of(line.get(0), result);
    }

    private static String remedy(String program) {
        return "; log in as root, or put into /etc/sudoers.d/vmstation there: LOGIN ALL=(root)"
                + " NOPASSWD: "
                + (program.equals("ipmitool") ? "/usr/bin/ipmitool" : "/usr/sbin/" + program);
    }
}
