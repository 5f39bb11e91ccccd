package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.util.List;

/**
 * What the clock says about a node.
 *
 * @param zone where the hours and the cron lines are meant
 * @param wake cron lines of six fields, seconds first, checked
 * @param quiet hours in which nothing wakes it but {@code quietCauses}
 * @param quietCauses causes that wake it in quiet hours too
 * @param neverSleep hours in which it is not put to sleep
 */
public record Schedule(
        ZoneId zone,
        List<String> wake,
        List<Hours> quiet,
        List<String> quietCauses,
        List<Hours> neverSleep) {
    public Schedule {
        requireNonNull(zone, "zone is null");
        wake = List.copyOf(wake);
        quiet = List.copyOf(quiet);
        quietCauses = List.copyOf(quietCauses);
        neverSleep = List.copyOf(neverSleep);
    }

    /** The clock says nothing. */
    public static Schedule empty(ZoneId zone) {
        return new Schedule(zone, List.of(), List.of(), List.of(), List.of());
    }
}
