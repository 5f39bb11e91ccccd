package io.vmstation.sleep.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody who asks systemd-logind to hold something up.
 *
 * <p>Read from {@code busctl call ... ListInhibitors}: an array of (what, who, why, mode, uid, pid)
 * after org.freedesktop.login1(5), strings in double quotes with C escapes.
 *
 * @param what {@code sleep}, {@code shutdown}, or several joined by colons
 * @param who a name for people
 * @param why the reason for people
 * @param mode {@code block}, {@code delay}; systemd 257 added {@code block-weak}
 */
record Inhibitor(String what, String who, String why, String mode) {
    /** How to ask for all of them; anybody may. */
    static final List<String> QUESTION =
            List.of(
                    "busctl",
                    "call",
                    "org.freedesktop.login1",
                    "/org/freedesktop/login1",
                    "org.freedesktop.login1.Manager",
                    "ListInhibitors");

    private static final Pattern COUNT = Pattern.compile("a\\(ssssuu\\) (\\d{1,6})\\b");
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern ONE =
            Pattern.compile(String.join(" ", TEXT, TEXT, TEXT, TEXT, "\\d+", "\\d+"));

    /** Reads all of them; nothing when it is no such answer or not the whole of one. */
    static Optional<List<Inhibitor>> read(String output) {
        Matcher count = COUNT.matcher(output);
        if (!count.lookingAt()) {
            return Optional.empty();
        }
        List<Inhibitor> found = new ArrayList<>();
        Matcher one = ONE.matcher(output);
        while (one.find()) {
            found.add(
                    new Inhibitor(
                            one.group(1), text(one.group(2)), text(one.group(3)), one.group(4)));
        }
        return Optional.of(found).filter(all -> all.size() == Integer.parseInt(count.group(1)));
    }

    private static String text(String escaped) {
        return escaped.replaceAll("\\\\(.)", "$1");
    }

    /** Whether it forbids {@code deed}, {@code sleep} or {@code shutdown}; others only delay it. */
    boolean blocks(String deed) {
        return mode.startsWith("block") && List.of(what.split(":", -1)).contains(deed);
    }

    @Override
    public String toString() {
        return who + " (" + why + ")";
    }
}
