package io.vmstation.sleep.check;

import java.time.Duration;
import java.util.List;

/** What programs printed, in words that fit into a reason. */
final class Clause {
    private static final int LONGEST = 160;
    private static final int MOST = 3;

    private Clause() {}

    /** The first line that says something, without control characters and of bounded length. */
    static String of(String printed) {
        String line =
                printed.lines()
                        .map(each -> each.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** The first few of them, and how many more there are. */
    static String of(List<String> clauses) {
        String first = String.join(", ", clauses.subList(0, Math.min(MOST, clauses.size())));
        return clauses.size() <= MOST ? first : first + " and " + (clauses.size() - MOST) + " more";
    }

    /** {@code 500 ms}, {@code 90 s}, {@code 5 min}. */
    static String of(Duration length) {
        long seconds = length.toSeconds();
        if (seconds == 0) {
            return length.toMillis() + " ms";
        }
        return seconds >= 120 ? seconds / 60 + " min" : seconds + " s";
    }

    /** {@code 512 B}, {@code 49 KB}, {@code 12 MB}. */
    static String ofBytes(double bytes) {
        if (bytes < 1024) {
            return Math.round(bytes) + " B";
        }
        return bytes < 1024 * 1024
                ? Math.round(bytes / 1024) + " KB"
                : Math.round(bytes / (1024 * 1024)) + " MB";
    }
}
