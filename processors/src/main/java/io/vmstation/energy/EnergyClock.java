package io.vmstation.energy;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The two clocks of the energy side. Thread-safe.
 *
 * @param steady nanoseconds that only go forward, from any beginning, also while this machine is
 *     suspended: what lengths of time go by
 * @param wall the time of day, which may jump: says only to which day something belongs
 */
public record EnergyClock(LongSupplier steady, InstantSource wall) {
    public EnergyClock {
        requireNonNull(steady, "steady is null");
        requireNonNull(wall, "wall is null");
    }

    long nanos() {
        return steady.getAsLong();
    }

    LocalDate day(ZoneId zone) {
        return LocalDate.ofInstant(wall.instant(), zone);
    }
}
