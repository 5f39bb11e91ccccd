package io.vmstation.ipmi.source.tool;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.spi.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * What a program printed, if it is there to its end: a value that was cut in two must not be taken
 * for a whole one.
 *
 * @param lines those that hold something, without the ends of lines
 */
public record WholeText(List<String> lines) {
    public WholeText {
        lines = List.copyOf(lines);
    }

    /** Whether as much was printed as is kept, so that the rest is lost. */
    public static boolean isCut(String printed) {
        return printed.getBytes(StandardCharsets.UTF_8).length >= CommandResult.MOST_OUTPUT;
    }

    /** Reads it, unless its end is missing. */
    public static Finding read(
            String program, String printed, Function<WholeText, Finding> reader) {
        if (isCut(printed)) {
            return new Failed(
                    program
                            + " printed more than "
                            + CommandResult.MOST_OUTPUT / 1024
                            + " KiB, which is more than is read of it");
        }
        if (!printed.isEmpty() && !printed.endsWith("\n")) {
            return new Failed("what " + program + " printed ends in the middle of a line");
        }
        return reader.apply(linesOf(printed));
    }

    /** All lines of it. */
    public static WholeText linesOf(String printed) {
        return new WholeText(printed.lines().filter(line -> !line.isBlank()).toList());
    }
}
