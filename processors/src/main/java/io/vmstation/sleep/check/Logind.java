package io.vmstation.sleep.check;

import io.vmstation.spi.CommandResult;
import io.vmstation.spi.CommandResult.Exited;
import io.vmstation.spi.CommandResult.NotInstalled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What systemd-logind of a node knows.
 *
 * @param own the id of our own session, where PAM made one of our log-in
 * @param sessions all, also our own
 */
record Logind(Optional<String> own, List<LoginSession> sessions) {
    private static final Program OWN =
            Program.of("coreutils", List.of("printenv", "XDG_SESSION_ID"));
    private static final Program LIST =
            Program.of("systemd", List.of("loginctl", "list-sessions", "--no-legend"));

    /** Asked again when a session ended between being listed and being shown. */
    private static final int TRIES = 3;

    /** Asks it; nothing where there is none. */
    static CompletableFuture<Optional<Logind>> ask(Inquiry inquiry) {
        return ask(inquiry, TRIES);
    }

    /**
     * People who are there now.
     *
     * @param furtherOwn how many more log-ins of ours there are: so many of those that look like
     *     ours do not count
     */
    Stream<LoginSession> people(int furtherOwn) {
        Optional<LoginSession> ours =
                sessions.stream().filter(each -> own.equals(Optional.of(each.id()))).findFirst();
        List<LoginSession> others =
                sessions.stream()
                        .filter(session -> session.person() && !session.closing())
                        .filter(session -> !own.equals(Optional.of(session.id())))
                        .toList();
        Set<LoginSession> alike =
                others.stream()
                        .filter(each -> ours.filter(each::looksLike).isPresent())
                        .limit(Math.max(0, furtherOwn))
                        .collect(Collectors.toSet());
        return others.stream().filter(each -> !alike.contains(each));
    }

    private static CompletableFuture<Optional<Logind>> ask(Inquiry inquiry, int tries) {
        return inquiry.run(LIST, Map.of())
                .thenCompose(
                        result ->
                                isAbsent(result)
                                        ? CompletableFuture.completedFuture(Optional.empty())
                                        : read(inquiry, result, tries));
    }

    private static CompletableFuture<Optional<Logind>> read(
            Inquiry inquiry, CommandResult listed, int tries) {
        List<String> ids = LoginSession.ids(Inquiry.output(LIST, Inquiry.exited(LIST, listed)));
        return inquiry.ended(OWN)
                .thenApply(exited -> own(exited, ids))
                .thenCompose(
                        own ->
                                ids.isEmpty()
                                        ? CompletableFuture.completedFuture(
                                                Optional.of(new Logind(own, List.of())))
                                        : show(inquiry, own, ids, tries));
    }

    private static Optional<String> own(Exited exited, List<String> ids) {
        String id = exited.output().strip();
        if (exited.code() == 1 && id.isEmpty()) {
            return Optional.empty();
        }
        if (exited.code() != 0) {
            throw Inquiry.failed(OWN, exited);
        }
        if (!ids.contains(id)) {
            throw new CannotTell(
                    "loginctl does not list our own session: look at systemd-logind there");
        }
        return Optional.of(id);
    }

    private static CompletableFuture<Optional<Logind>> show(
            Inquiry inquiry, Optional<String> own, List<String> ids, int tries) {
        Program show =
                Program.of(
                        "systemd",
                        Stream.of(
                                        Stream.of("loginctl", "show-session"),
                                        LoginSession.PROPERTIES.stream().map(p -> "-p" + p),
                                        ids.stream())
                                .flatMap(words -> words)
                                .toList());
        return inquiry.ended(show)
                .thenCompose(
                        exited ->
                                hasLost(exited) && tries > 1
                                        ? ask(inquiry, tries - 1)
                                        : CompletableFuture.completedFuture(
                                                Optional.of(
                                                        new Logind(
                                                                own,
                                                                all(
                                                                        ids,
                                                                        Inquiry.output(
                                                                                show, exited))))));
    }

    private static List<LoginSession> all(List<String> ids, String printed) {
        List<LoginSession> sessions = LoginSession.parse(printed);
        if (!sessions.stream().map(LoginSession::id).toList().equals(ids)) {
            throw new CannotTell("loginctl did not show all the sessions that it had listed");
        }
        return sessions;
    }

    private static boolean hasLost(Exited exited) {
        return exited.code() != 0 && exited.errors().contains("No session");
    }

    private static boolean isAbsent(CommandResult result) {
        return result instanceof NotInstalled
                || (result instanceof Exited exited
                        && exited.code() != 0
                        && exited.errors().contains("not been booted with systemd"));
    }
}
