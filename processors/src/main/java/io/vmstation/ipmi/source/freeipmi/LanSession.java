package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.HostAddress;
import io.vmstation.ipmi.source.tool.Outcomes;
import io.vmstation.ipmi.source.tool.PrivateFolder.PrivateFile;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.Commands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * FreeIPMI's programs over the network, each with a session of its own. The password reaches them
 * by a private file, which is deleted when the program has ended: they know no better way but a
 * prompt.
 *
 * <p>Where a BMC gives no privilege, which is what those say that get the opening of a session
 * wrong, it is tried once more with the workaround {@code opensesspriv}.
 *
 * @param learnt what the source remembers of BMCs
 * @param privilege to ask for
 * @param workarounds in its words
 */
record LanSession(
        Lan bmc, Commands commands, Learnt learnt, Privilege privilege, List<String> workarounds)
        implements Session {
    private static final Outcomes OUTCOMES = FreeIpmiErrors.outcomes();
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(300);
    private static final Duration MOST_RETRANSMISSION = Duration.ofSeconds(1);

    @Override
    public CompletableFuture<Answer> ask(List<String> question, Deadline deadline) {
        Optional<String> objection = HostAddress.objection(bmc);
        if (objection.isPresent()) {
            return trouble(objection.get());
        }
        return learnt.suites()
                .converse(bmc, deadline, (suite, until) -> ask(question, suite, until));
    }

    private CompletableFuture<Answer> ask(List<String> question, int suite, Deadline deadline) {
        List<String> more = Workarounds.with(workarounds, Workarounds.OPEN_SESSION_PRIVILEGE);
        boolean known = learnt.openSessionPrivilege().of(bmc.key()).isPresent();
        if (known || workarounds.equals(more)) {
            return run(question, suite, more, deadline)
                    .thenApply(result -> judge(question, result));
        }
        return run(question, suite, workarounds, deadline)
                .thenCompose(
                        result ->
                                isUnprivileged(result)
                                        ? run(question, suite, more, deadline)
                                                .thenApply(second -> second(question, second))
                                        : CompletableFuture.completedFuture(
                                                judge(question, result)));
    }

    private Answer second(List<String> question, CommandResult result) {
        if (result instanceof Exited exited && exited.code() == 0) {
            learnt.openSessionPrivilege().note(bmc.key(), true);
        }
        return judge(question, result);
    }

    private static Answer judge(List<String> question, CommandResult result) {
        return OUTCOMES.of(question.get(0), result);
    }

    private static boolean isUnprivileged(CommandResult result) {
        return result instanceof Exited exited
                && exited.code() != 0
                && exited.errors().contains(FreeIpmiErrors.NO_PRIVILEGE);
    }

    private CompletableFuture<CommandResult> run(
            List<String> question, int suite, List<String> flags, Deadline deadline) {
        PrivateFile config;
        try {
            config = learnt.files().write(ConfigFile.text(bmc.password(), flags));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(
                    new CommandResult.Failed("the file for the password cannot be written: " + e));
        }
        return commands.run(line(question, suite, config, deadline), Map.of(), deadline.left())
                .whenComplete((result, failure) -> config.close());
    }

    private List<String> line(
            List<String> question, int suite, PrivateFile config, Deadline deadline) {
        Duration session = timeout(deadline);
        Duration retransmission = session.dividedBy(5);
        List<String> line = new ArrayList<>();
        line.add(question.get(0));
        line.add("--config-file=" + config.path());
        line.add("--driver-type=LAN_2_0");
        line.add("--hostname=" + host());
        if (!bmc.user().isEmpty()) {
            line.add("--username=" + bmc.user());
        }
        line.add("--privilege-level=" + word(privilege));
        line.add("--cipher-suite-id=" + suite);
        line.add("--session-timeout=" + session.toMillis());
        line.add(
                "--retransmission-timeout="
                        + (retransmission.compareTo(MOST_RETRANSMISSION) < 0
                                        ? retransmission
                                        : MOST_RETRANSMISSION)
                                .toMillis());
        line.addAll(question.subList(1, question.size()));
        return line;
    }

    /** Less than the program has in all, so that it can say itself that nobody answers. */
    private static Duration timeout(Deadline deadline) {
        Duration timeout = deadline.left().multipliedBy(4).dividedBy(5);
        return timeout.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : timeout;
    }

    private String host() {
        return (HostAddress.isIpv6(bmc) ? "[" + bmc.host() + "]" : bmc.host()) + ":" + bmc.port();
    }

    private static String word(Privilege privilege) {
        return switch (privilege) {
            case USER -> "USER";
            case OPERATOR -> "OPERATOR";
            case ADMINISTRATOR -> "ADMIN";
        };
    }

    private static CompletableFuture<Answer> trouble(String reason) {
        return CompletableFuture.completedFuture(new Trouble(Extent.SESSION, reason));
    }
}
