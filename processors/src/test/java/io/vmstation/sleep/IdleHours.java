package io.vmstation.sleep;

import io.vmstation.node.Node;
import io.vmstation.spi.Timetable;
import java.time.Instant;
import java.util.Optional;

/** Hours in which nothing sleeps. */
class IdleHours implements Timetable {
    private final Instant from;
    private final Instant to;

    IdleHours(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public Optional<String> refusal(Node node, String cause, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> neverSleepUntil(Node node, Instant at) {
        return at.isBefore(from) || !at.isBefore(to) ? Optional.empty() : Optional.of(to);
    }

    @Override
    public Optional<Instant> nextWake(Node node, Instant after) {
        return Optional.empty();
    }
}
