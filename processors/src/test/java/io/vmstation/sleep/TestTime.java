package io.vmstation.sleep;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that go on only when a test says so. */
public final class TestTime {
    private final AtomicLong nanos = new AtomicLong(42);
    private volatile Instant wall = Instant.parse("2026-11-22T20:00:00Z");

    /** Both of them. */
    public SleepClock clock() {
        return new SleepClock(nanos::get, this::now);
    }

    /** The time of day. */
    public Instant now() {
        return wall;
    }

    /** Nanoseconds from some beginning. */
    public long nanos() {
        return nanos.get();
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        jump(duration);
    }

    /** Somebody sets the clock on the wall. */
    public synchronized void jump(Duration duration) {
        wall = wall.plus(duration);
    }
}
