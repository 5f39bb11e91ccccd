package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Set;

/**
 * The same hours on certain days. Hours that end before they begin, 22:00-06:00, end on the next
 * day; equal times mean the whole day.
 *
 * @param days the days on which the hours begin, not empty
 * @param from the first moment
 * @param to the first moment after
 */
public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    public Hours {
        days = Set.copyOf(days);
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
    }
}
