package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.tool.WholeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of {@code ipmi-sel --comma-separated-output --output-event-state}: number, date, time,
 * name, type, state, event. It quotes nothing; names and events may hold commas, types and states
 * do not.
 */
final class SelTable {
    private static final Pattern ROW =
            Pattern.compile(
                    "(\\d{1,5}),([^,]*),([^,]*),(.*?),([^,]*),(Nominal|Warning|Critical|N/A),(.*)",
                    Pattern.DOTALL);

    /** Without a time zone: it prints seconds since 1970 as they are, whatever TZ says. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM-dd-uuuu HH:mm:ss", Locale.ROOT);

    private SelTable() {}

    /** Its rows; passes over what is none. */
    static List<SelEvent> rows(WholeText text) {
        return text.lines().stream().flatMap(SelTable::row).toList();
    }

    private static Stream<SelEvent> row(String line) {
        Matcher row = ROW.matcher(line);
        return row.matches()
                ? Stream.of(
                        new SelEvent(
                                Integer.parseInt(row.group(1)),
                                time(row.group(2) + " " + row.group(3)),
                                row.group(4),
                                row.group(5),
                                SensorTable.state(row.group(6)),
                                row.group(7)))
                : Stream.empty();
    }

    /** Empty for {@code PostInit}: seconds since the controller began, which are no time of day. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
