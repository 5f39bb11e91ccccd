package io.vmstation.schedule;

import io.vmstation.node.Hours;
import io.vmstation.node.Node;
import io.vmstation.node.Schedule;
import io.vmstation.spi.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the timetable of a node off its own schedule.
 *
 * <p>Hours that begin or end in the hour that daylight saving leaves out do so right after it.
 * Those that begin in the hour that is repeated begin the first time, those that end in it end the
 * second time.
 */
public final class NodeTimetable implements Timetable {
    /** Hours of every day and all day never end; that far ahead is far enough. */
    private static final Duration HORIZON = Duration.ofDays(8);

    /** A timetable for any node. */
    public NodeTimetable() {}

    @Override
    public Optional<String> refusal(Node node, String cause, Instant at) {
        Schedule schedule = node.schedule();
        if (schedule.quietCauses().contains(cause)) {
            return Optional.empty();
        }
        return schedule.quiet().stream()
                .filter(hours -> end(hours, schedule.zone(), at).isPresent())
                .findFirst()
                .map(
                        hours ->
                                "it has quiet hours, %s (%s), in which %s"
                                        .formatted(
                                                hours,
                                                schedule.zone(),
                                                whatWakes(schedule.quietCauses())));
    }

    private static String whatWakes(List<String> causes) {
        if (causes.isEmpty()) {
            return "nothing wakes it";
        }
        int last = causes.size() - 1;
        String all =
                last == 0
                        ? causes.get(0)
                        : String.join(", ", causes.subList(0, last)) + " and " + causes.get(last);
        return "only " + all + (last == 0 ? " wakes it" : " wake it");
    }

    @Override
    public Optional<Instant> neverSleepUntil(Node node, Instant at) {
        Instant horizon = at.plus(HORIZON);
        Instant until = at;
        Optional<Instant> end = latestEnd(node.schedule(), at);
        while (end.isPresent() && until.isBefore(horizon)) {
            until = end.get();
            end = latestEnd(node.schedule(), until);
        }
        return until.equals(at) ? Optional.empty() : Optional.of(until);
    }

    private static Optional<Instant> latestEnd(Schedule schedule, Instant at) {
        return schedule.neverSleep().stream()
                .flatMap(hours -> end(hours, schedule.zone(), at).stream())
                .max(Instant::compareTo);
    }

    @Override
    public Optional<Instant> nextWake(Node node, Instant after) {
        Schedule schedule = node.schedule();
        return schedule.wake().stream()
                .flatMap(line -> CronLine.parse(line).next(after, schedule.zone()).stream())
                .min(Instant::compareTo);
    }

    /** When the hours end that the moment is in. */
    private static Optional<Instant> end(Hours hours, ZoneId zone, Instant at) {
        LocalDate today = LocalDate.ofInstant(at, zone);
        return Stream.of(today.minusDays(1), today)
                .filter(day -> hours.days().contains(day.getDayOfWeek()))
                .filter(day -> !at.isBefore(WallClock.first(day.atTime(hours.from()), zone)))
                .map(day -> WallClock.last(lastDay(hours, day).atTime(hours.to()), zone))
                .filter(at::isBefore)
                .max(Instant::compareTo);
    }

    private static LocalDate lastDay(Hours hours, LocalDate first) {
        return hours.to().isAfter(hours.from()) ? first : first.plusDays(1);
    }
}
