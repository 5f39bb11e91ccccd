package io.vmstation.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands host patterns such as {@code node[01:12]}, {@code rack-[a:c]} or {@code n[0:8:2]}. */
final class HostRange {
    private static final Pattern RANGE =
            Pattern.compile("\\[(\\d{1,6}|[A-Za-z]):(\\d{1,6}|[A-Za-z])(?::(\\d{1,6}))?]");
    private static final int MOST_HOSTS = 10_000;

    private HostRange() {}

    /**
     * All names that a pattern means; the pattern itself when it holds no range.
     *
     * @throws IllegalArgumentException with one sentence when a range makes no sense
     */
    static List<String> expand(String pattern) {
        Matcher matcher = RANGE.matcher(pattern);
        if (!matcher.find()) {
            return List.of(pattern);
        }
        String head = pattern.substring(0, matcher.start());
        List<String> tails = expand(pattern.substring(matcher.end()));
        List<String> names = new ArrayList<>();
        for (String item : items(matcher)) {
            for (String tail : tails) {
                names.add(head + item + tail);
                if (names.size() > MOST_HOSTS) {
                    throw new IllegalArgumentException(
                            "means more than " + MOST_HOSTS + " hosts: shorten the range");
                }
            }
        }
        return names;
    }

    private static List<String> items(Matcher range) {
        String first = range.group(1);
        String last = range.group(2);
        int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
        boolean numbers = Character.isDigit(first.charAt(0));
        if (numbers != Character.isDigit(last.charAt(0)) || step == 0) {
            throw notARange();
        }
        int from = numbers ? Integer.parseInt(first) : first.charAt(0);
        int to = numbers ? Integer.parseInt(last) : last.charAt(0);
        if (from > to) {
            throw notARange();
        }
        String format = first.startsWith("0") ? "%0" + first.length() + "d" : "%d";
        List<String> items = new ArrayList<>();
        for (int i = from; i <= to && items.size() <= MOST_HOSTS; i += step) {
            items.add(numbers ? format.formatted(i) : String.valueOf((char) i));
        }
        return items;
    }

    private static IllegalArgumentException notARange() {
        return new IllegalArgumentException(
                "is not a range of hosts: write node[01:12] or node[a:f], low to high");
    }
}
