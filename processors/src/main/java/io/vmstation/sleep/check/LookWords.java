package io.vmstation.sleep.check;

import java.time.Duration;

/** Puts what others sent us into a clause of our own. */
final class LookWords {
    private static final int LONGEST = 60;

    private LookWords() {}

    /** One line of bounded length, whatever the other side made of it. */
    static String clean(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** As a user would write it, {@code 90s} or {@code 5m}. */
    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds != 0 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
