package io.vmstation.sleep.check;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code who -u}: a terminal at which somebody is logged in.
 *
 * @param name such as {@code pts/1} or {@code tty1}
 * @param process that holds it; {@code ?} when that is not known
 * @param from where from; empty on the machine itself
 */
record Terminal(String user, String name, String process, String from) {
    /** NAME LINE TIME IDLE PID (COMMENT); TIME depends on the locale. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(\\S+)\\s+(\\S.*?)\\s+"
                            + "(?:[A-Z][a-z]{2} [ \\d]\\d|\\d{4}-\\d\\d-\\d\\d) \\d\\d:\\d\\d\\s+"
                            + "(?:\\.|\\?|old|\\d\\d:\\d\\d)\\s+(\\d+|\\?)(?:\\s+\\((.*)\\))?\\s*");

    /** As tmux and GNU screen sign in: {@code tmux(573).%0}, {@code :pts/1:S.0}. */
    private static final Pattern MULTIPLEXER =
            Pattern.compile("tmux\\(\\d+\\)\\.%\\d+|.*:S\\.\\d+");

    /** Reads all that {@code who -u} prints. */
    static List<Terminal> parse(String printed) {
        return printed.lines().filter(line -> !line.isBlank()).map(Terminal::of).toList();
    }

    /** Whether it lies inside of tmux or screen, where it stays when nobody looks at it. */
    boolean insideMultiplexer() {
        return MULTIPLEXER.matcher(from).matches();
    }

    /** Whether logind knows it as this session. */
    boolean isOf(LoginSession session) {
        return name.equals(session.terminal()) || process.equals(session.leader());
    }

    /** {@code anna on pts/1 from 192.168.4.20}. */
    String who() {
        return user + " on " + name + (from.isEmpty() ? "" : " from " + from);
    }

    private static Terminal of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new CannotTell(
                    "who printed what is no list of people: \"" + Clause.of(line) + "\"");
        }
        String from = matcher.group(4);
        return new Terminal(
                Clause.of(matcher.group(1)),
                Clause.of(matcher.group(2)),
                matcher.group(3),
                from == null ? "" : Clause.of(from));
    }
}
