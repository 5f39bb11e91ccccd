package io.vmstation.sleep.method;

import io.vmstation.spi.CommandResult.Exited;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Puts programs and what they said into a clause. */
final class MethodWords {
    private static final int LONGEST = 500;

    private MethodWords() {}

    /** The arguments as one would type them in a shell. */
    static String line(List<String> arguments) {
        return arguments.stream().map(MethodWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    /** What a program said, first of all as an error, in one line of bounded length. */
    static String said(Exited exited) {
        String words = exited.errors().isBlank() ? exited.output() : exited.errors();
        String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        String bounded = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        return "exit code " + exited.code() + (bounded.isEmpty() ? "" : ": " + bounded);
    }

    /** A time limit in words. */
    static String within(Duration timeLimit) {
        return "within " + Math.max(1, timeLimit.toSeconds()) + " s";
    }
}
