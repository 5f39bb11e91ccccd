package io.vmstation.watch;

import io.vmstation.spi.NodeStates.State;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a node at one moment. Two sightings are the same only if they are one object.
 */
final class Sighting {
    /** Nobody has looked yet. */
    static final Sighting NONE = new Sighting(State.UNKNOWN, null);

    private final State state;
    private final @Nullable Instant since;

    private Sighting(State state, @Nullable Instant since) {
        this.state = state;
        this.since = since;
    }

    /** What is seen after this: when a state was there at the first look, nobody saw it begin. */
    Sighting then(State next) {
        boolean began = state != State.UNKNOWN && state != next;
        return new Sighting(next, began ? Instant.now() : state == next ? since : null);
    }

    /** When the state began, if that was seen. */
    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    State state() {
        return state;
    }
}
