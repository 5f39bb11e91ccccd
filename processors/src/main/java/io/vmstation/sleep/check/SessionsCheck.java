package io.vmstation.sleep.check;

import static io.vmstation.spi.OptionDescription.Type.FLAG;
import static io.vmstation.spi.OptionDescription.Type.TEXTS;
import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.SleepCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Finds people who are logged in, by what {@code who} and systemd-logind know. Either knows people
 * that the other does not: logind those without a terminal (file transfers), {@code who} those who
 * came in past logind. On a node without systemd {@code who} alone decides.
 */
public final class SessionsCheck implements SleepCheck {
    private static final Program WHO = Program.of("coreutils", List.of("who", "-u"));

    private final ToIntFunction<Node> logIns;

    /** Knows of no log-in of ours but the one by which it asks. */
    public SessionsCheck() {
        this(node -> 1);
    }

    /**
     * The check, beside others who log in at the node.
     *
     * @param logIns how often we are logged in at a node at the moment, for whatever purpose
     */
    public SessionsCheck(ToIntFunction<Node> logIns) {
        this.logIns = requireNonNull(logIns, "logIns is null");
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String description() {
        return "People who are logged in: at the console, by SSH with or without a terminal, or at a"
                + " desktop; not those who have left programs running behind.";
    }

    @Override
    public List<OptionDescription> options() {
        return List.of(
                OptionDescription.of(
                        "ignoreUsers",
                        TEXTS,
                        "",
                        "Logins that do not count, such as those of other programs."),
                OptionDescription.of(
                        "multiplexers",
                        FLAG,
                        "false",
                        "Whether terminals inside tmux and screen count also while nobody is"
                                + " attached to them."));
    }

    @Override
    public CompletableFuture<Evidence> look(Question question) {
        return Inquiry.on(
                question,
                inquiry -> {
                    CompletableFuture<List<Terminal>> terminals =
                            inquiry.printed(WHO).thenApply(Terminal::parse);
                    return Logind.ask(inquiry)
                            .thenCombine(
                                    terminals, (logind, shown) -> judge(question, logind, shown));
                });
    }

    private Evidence judge(Question question, Optional<Logind> logind, List<Terminal> terminals) {
        List<String> ignored = question.options().texts("ignoreUsers");
        boolean multiplexers = question.options().flag("multiplexers");
        List<LoginSession> sessions = logind.map(Logind::sessions).orElse(List.of());
        Stream<String> known =
                logind.stream()
                        .flatMap(found -> found.people(logIns.applyAsInt(question.node()) - 1))
                        .filter(session -> !ignored.contains(session.user()))
                        .map(LoginSession::who);
        Stream<String> others =
                terminals.stream()
                        .filter(terminal -> sessions.stream().noneMatch(terminal::isOf))
                        .filter(terminal -> multiplexers || !terminal.insideMultiplexer())
                        .filter(terminal -> !ignored.contains(terminal.user()))
                        .map(Terminal::who);
        List<String> people = Stream.concat(known, others).distinct().toList();
        if (!people.isEmpty()) {
            return new Busy("logged in: " + Clause.of(people));
        }
        return new Idle(
                logind.isPresent()
                        ? "nobody is logged in"
                        : "nobody is logged in, as far as who knows; there is no logind");
    }
}
