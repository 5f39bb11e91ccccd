package io.vmstation.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron line of six fields, seconds first, as Spring documents them. Immutable.
 *
 * <p>It names times that clocks show. A time in the hour that daylight saving leaves out counts as
 * the first moment after that hour; one in the hour that is repeated counts the first time only. So
 * each time of a day comes exactly once, and what comes every hour pauses for one in autumn.
 */
public final class CronLine {
    private static final int FIELDS = 6;
    private static final String EXAMPLE =
            "write six fields, seconds first, such as 0 30 6 * * MON-FRI";
    private static final CronDefinition FORM =
            CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53);
    private static final ZonedDateTime ANY_DAY =
            LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneOffset.UTC);

    private final ExecutionTime times;

    private CronLine(ExecutionTime times) {
        this.times = times;
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong and what to write
     */
    public static CronLine parse(String written) {
        int fields = written.strip().split("\\s+", -1).length;
        if (fields != FIELDS) {
            throw new IllegalArgumentException(
                    "has " + fields + (fields == 1 ? " field: " : " fields: ") + EXAMPLE);
        }
        ExecutionTime times;
        try {
            times = ExecutionTime.forCron(new CronParser(FORM).parse(written.strip()).validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a cron line (" + clause(e) + "): " + EXAMPLE, e);
        }
        if (times.nextExecution(ANY_DAY).isEmpty()) {
            throw new IllegalArgumentException(
                    "never comes, because no date fits it: correct day and month");
        }
        return new CronLine(times);
    }

    private static String clause(IllegalArgumentException e) {
        return String.valueOf(e.getMessage())
                .replace("Failed to parse cron expression. ", "")
                .replaceAll("\\s+", " ")
                .replaceAll("[.!\\s]+$", "")
                .strip();
    }

    /** The first moment after that one. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        LocalDateTime shown = LocalDateTime.ofInstant(after, zone);
        Optional<LocalDateTime> next = nextShown(shown);
        while (next.isPresent() && !WallClock.first(next.get(), zone).isAfter(after)) {
            // What is shown for the second time has had its moment already.
            next = nextShown(lastOfRepeated(next.get(), zone));
        }
        return next.map(found -> WallClock.first(found, zone));
    }

    /** The library skips what falls into the hour left out, so it is asked without a zone. */
    private Optional<LocalDateTime> nextShown(LocalDateTime after) {
        return times.nextExecution(after.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }

    private static LocalDateTime lastOfRepeated(LocalDateTime shown, ZoneId zone) {
        @Nullable ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        return change != null && change.isOverlap()
                ? change.getDateTimeBefore().minusSeconds(1)
                : shown;
    }
}
