package io.vmstation.sleep.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A session of systemd-logind, as {@code loginctl show-session} prints it (loginctl(1),
 * org.freedesktop.login1(5)).
 *
 * @param id unique on the node
 * @param person whether it is a person's, and not a login screen or a service's
 * @param closing whether the person has left, and only programs are left behind
 * @param terminal such as {@code pts/1}; empty for a session without one
 * @param leader the process that began it
 */
record LoginSession(
        String id,
        String user,
        boolean person,
        boolean closing,
        String terminal,
        String leader,
        Optional<String> from) {
    /** What is asked for; every version of logind knows them. */
    static final List<String> PROPERTIES =
            List.of("Id", "Name", "Class", "State", "TTY", "Leader", "RemoteHost");

    private static final Set<String> NOBODY =
            Set.of(
                    "greeter",
                    "lock-screen",
                    "background",
                    "background-light",
                    "manager",
                    "manager-early",
                    "none");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,40}");

    /** The ids that {@code loginctl list-sessions --no-legend} prints, first on each line. */
    static List<String> ids(String printed) {
        return printed.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split("\\s+", 2)[0])
                .map(LoginSession::checkedId)
                .toList();
    }

    /** Reads blocks of {@code Property=value}, separated by empty lines. */
    static List<LoginSession> parse(String printed) {
        List<LoginSession> sessions = new ArrayList<>();
        for (String block : printed.strip().split("\n\\s*\n", -1)) {
            if (!block.isBlank()) {
                sessions.add(of(block));
            }
        }
        return sessions;
    }

    /** {@code anna on pts/1 from 192.168.4.20}. */
    String who() {
        return user
                + (terminal.isEmpty() ? "" : " on " + terminal)
                + from.map(host -> " from " + host).orElse("");
    }

    /** Whether both are the same user's, from the same place, without a terminal. */
    boolean looksLike(LoginSession other) {
        return user.equals(other.user)
                && from.equals(other.from)
                && terminal.isEmpty()
                && other.terminal.isEmpty();
    }

    private static LoginSession of(String block) {
        Map<String, String> values = new HashMap<>();
        for (String line : block.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw unreadable(line);
            }
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        if (!values.keySet().containsAll(List.of("Id", "Name", "Class", "State"))) {
            throw unreadable(block);
        }
        return new LoginSession(
                checkedId(values.getOrDefault("Id", "")),
                Clause.of(values.getOrDefault("Name", "")),
                !NOBODY.contains(values.get("Class")),
                "closing".equals(values.get("State")),
                values.getOrDefault("TTY", ""),
                values.getOrDefault("Leader", ""),
                Optional.ofNullable(values.get("RemoteHost"))
                        .map(Clause::of)
                        .filter(host -> !host.isEmpty()));
    }

    private static String checkedId(String id) {
        if (!ID.matcher(id).matches()) {
            throw unreadable(id);
        }
        return id;
    }

    private static CannotTell unreadable(String text) {
        return new CannotTell(
                "loginctl printed what is no list of sessions: \"" + Clause.of(text) + "\"");
    }
}
