package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The same hours on certain days. Hours that end before they begin, 22:00-06:00, end on the next
 * day; equal times mean the whole day.
 *
 * @param days the days on which the hours begin, not empty
 * @param from the first moment
 * @param to the first moment after
 */
public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    private static final List<DayOfWeek> WEEK = List.of(DayOfWeek.values());
    private static final Pattern WRITTEN =
            Pattern.compile("(?:(.*\\S)\\s+)?(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final String MIDNIGHT_AS_END = "24:00";

    public Hours {
        days = Set.copyOf(days);
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
    }

    /**
     * Reads {@code 22:00-06:00}, or days before it: {@code MON-FRI 08:00-18:00}, {@code SAT,SUN
     * 00:00-24:00}.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong and what to write
     */
    public static Hours parse(String written) {
        Matcher matcher = WRITTEN.matcher(written.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "is not hours: write \"22:00-06:00\", or days before them, \"SAT,SUN"
                            + " 00:00-09:00\", in quotes");
        }
        String days = matcher.group(1);
        String end = matcher.group(3);
        return new Hours(
                days == null ? EnumSet.allOf(DayOfWeek.class) : days(days),
                time(matcher.group(2)),
                end.equals(MIDNIGHT_AS_END) ? LocalTime.MIDNIGHT : time(end));
    }

    private static Set<DayOfWeek> days(String written) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : written.split(",", -1)) {
            String[] ends = part.split("-", 2);
            DayOfWeek day = day(ends[0]);
            DayOfWeek last = ends.length == 2 ? day(ends[1]) : day;
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String written) {
        String name = written.strip().toUpperCase(Locale.ROOT);
        return WEEK.stream()
                .filter(day -> shortName(day).equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "has the day \"%s\": write %s, with commas between, or the first and the last, MON-FRI"
                                                .formatted(
                                                        written.strip(),
                                                        WEEK.stream()
                                                                .map(Hours::shortName)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private static LocalTime time(String written) {
        int[] parts = Arrays.stream(written.split(":", -1)).mapToInt(Integer::parseInt).toArray();
        if (parts[0] > 23 || parts[1] > 59) {
            throw new IllegalArgumentException(
                    "has the time " + written + ": write one from 00:00 to 23:59, or 24:00 as end");
        }
        return LocalTime.of(parts[0], parts[1]);
    }

    private static String shortName(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String end = to.equals(LocalTime.MIDNIGHT) ? MIDNIGHT_AS_END : TIME.format(to);
        String times = TIME.format(from) + "-" + end;
        return days.size() == WEEK.size() ? times : daysText() + " " + times;
    }

    private String daysText() {
        List<DayOfWeek> sorted = days.stream().sorted().toList();
        DayOfWeek first = sorted.get(0);
        DayOfWeek last = sorted.get(sorted.size() - 1);
        boolean oneRange = last.getValue() - first.getValue() == sorted.size() - 1;
        return oneRange && sorted.size() > 2
                ? shortName(first) + "-" + shortName(last)
                : sorted.stream().map(Hours::shortName).collect(Collectors.joining(","));
    }
}
