package io.vmstation.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that shows what a test says. */
final class SetClock implements InstantSource {
    private volatile Instant now;

    SetClock(String now) {
        this.now = Instant.parse(now);
    }

    void set(String time) {
        now = Instant.parse(time);
    }

    void goOn(Duration length) {
        now = now.plus(length);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
