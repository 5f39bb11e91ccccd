package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * When BMCs are polled, by a clock that nobody sets. Each has moments of its own within the
 * interval, which its name gives, so that many do not come at once; around these it wavers a
 * little, so that two with neighbouring names do not meet for ever. Thread-safe.
 */
final class PollTimes {
    /** A new BMC is polled within this time, wherever its own moments are. */
    static final Duration FIRST = Duration.ofSeconds(5);

    /** By which part of the interval a poll may come sooner or later. */
    private static final int WAVERING = 20;

    private final long origin;
    private final LongUnaryOperator random;

    /**
     * @param origin a moment of {@link System#nanoTime}
     * @param random from 0 up to its argument
     */
    PollTimes(long origin, LongUnaryOperator random) {
        this.origin = origin;
        this.random = requireNonNull(random, "random is null");
    }

    /** When a BMC is polled for the first time. */
    long first(String name, Duration interval, long now) {
        return now + phase(name, Math.min(interval.toNanos(), FIRST.toNanos()));
    }

    /** When it is polled after it was polled now: half an interval later at the earliest. */
    long next(String name, Duration interval, long now) {
        long length = interval.toNanos();
        long earliest = now + length / 2;
        long start = origin + phase(name, length);
        long next = earliest + Math.floorMod(start - earliest, length);
        long wavering = Math.max(1, length / WAVERING);
        return next - wavering + random.applyAsLong(2 * wavering);
    }

    private static long phase(String name, long length) {
        return new SplittableRandom(name.hashCode()).nextLong(length);
    }
}
