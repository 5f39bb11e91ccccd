package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the sleep side. Thread-safe.
 *
 * @param steady nanoseconds that only go forward, from any beginning, also while this machine is
 *     suspended: what decisions go by
 * @param wall the time of day, which may jump: what people read, and what timetables mean
 */
public record SleepClock(LongSupplier steady, InstantSource wall) {
    public SleepClock {
        requireNonNull(steady, "steady is null");
        requireNonNull(wall, "wall is null");
    }

    /** The clocks of this machine. */
    public static SleepClock ofMachine() {
        return new SleepClock(new SinceBoot(SinceBoot.UPTIME), InstantSource.system());
    }

    long nanos() {
        return steady.getAsLong();
    }

    Instant now() {
        return wall.instant();
    }
}
