package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Choice;
import io.vmstation.node.Node;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandRound;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepCheck.Question;
import io.vmstation.spi.Verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every check of a node once, in parallel, over one connection. What a check does not answer
 * in time, or at all, is unknown. Thread-safe; holds no thread while checks look.
 */
public final class Rounds {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final SleepChecks checks;
    private final Function<? super Node, ? extends CommandRound> connections;
    private final ExecutorService starters;
    private final Duration timeLimit;

    /**
     * @param checks those that there are
     * @param connections makes the connection of one round
     * @param starters a few threads that begin the looks; one that blocks its thread is interrupted
     *     when its time is over
     * @param timeLimit how long one check may take
     */
    public Rounds(
            SleepChecks checks,
            Function<? super Node, ? extends CommandRound> connections,
            ExecutorService starters,
            Duration timeLimit) {
        this.checks = requireNonNull(checks, "checks is null");
        this.connections = requireNonNull(connections, "connections is null");
        this.starters = requireNonNull(starters, "starters is null");
        this.timeLimit = requireNonNull(timeLimit, "timeLimit is null");
    }

    /** Asks these checks; completes normally, with their answers in the same order. */
    CompletableFuture<List<Finding>> ask(Node node, List<Choice> chosen) {
        CommandRound connection = connect(node);
        List<CompletableFuture<Finding>> looks =
                chosen.stream().map(choice -> look(node, choice, connection)).toList();
        return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        all -> {
                            close(node, connection);
                            return looks.stream().map(CompletableFuture::join).toList();
                        });
    }

    private CompletableFuture<Finding> look(Node node, Choice choice, CommandRound connection) {
        SleepCheck check = checks.find(choice.name()).orElse(null);
        CompletableFuture<Evidence> evidence =
                check == null
                        ? CompletableFuture.completedFuture(
                                new Evidence.Unknown("there is no check of this name"))
                        : TimedLook.begin(
                                check,
                                new Question(node, choice.options(), connection, timeLimit),
                                starters);
        return evidence.thenApply(found -> new Finding(choice.name(), found));
    }

    private CommandRound connect(Node node) {
        try {
            return requireNonNull(connections.apply(node), "no connection");
        } catch (RuntimeException e) {
            log.debug("No connection for a round: node={}", node.name(), e);
            return new NoConnection("it cannot be logged in to: " + Spoken.failure(e));
        }
    }

    private static void close(Node node, CommandRound connection) {
        try {
            connection.close();
        } catch (RuntimeException e) {
            log.warn("The connection of a round did not end well: node={}", node.name(), e);
        }
    }

    /** For the checks that do not need one. */
    private record NoConnection(String reason) implements CommandRound {
        @Override
        public CompletableFuture<CommandResult> run(
                List<String> arguments, Map<String, String> environment, Duration timeLimit) {
            return CompletableFuture.completedFuture(new CommandResult.Failed(reason));
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    }
}
