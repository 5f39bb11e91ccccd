package io.vmstation.host.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times as people read them here and now.
 *
 * @param now what "today" is judged by
 */
record Times(ZonedDateTime now) {
    private static final DateTimeFormatter TODAY =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OTHER =
            DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    /** In the time zone of this machine. */
    static Times here() {
        return new Times(ZonedDateTime.now(ZoneId.systemDefault()));
    }

    /** {@code 14:02}, or {@code Sat 21 Nov 14:02} on another day. */
    String at(String instant) {
        ZonedDateTime time = Instant.parse(instant).atZone(now.getZone());
        boolean today = time.toLocalDate().equals(now.toLocalDate());
        return (today ? TODAY : OTHER).format(time);
    }

    /** {@code 12.3 s}, {@code 4 min 05 s}. */
    static String took(long millis) {
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return "%d min %02d s".formatted(millis / 60_000, millis / 1000 % 60);
    }
}
