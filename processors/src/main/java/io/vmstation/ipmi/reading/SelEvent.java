package io.vmstation.ipmi.reading;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the system event log.
 *
 * @param id of its record
 * @param at absent when the controller had no clock then (IPMI 2.0 section 37.1)
 * @param sensor the name of what it is about, such as {@code PS1 Status}
 * @param type such as {@code Power Supply}
 * @param state how grave it is
 * @param text what happened, in words: {@code Power Supply Failure detected}
 */
public record SelEvent(
        int id, Optional<Instant> at, String sensor, String type, SensorState state, String text) {
    public SelEvent {
        requireNonNull(at, "at is null");
        requireNonNull(sensor, "sensor is null");
        requireNonNull(type, "type is null");
        requireNonNull(state, "state is null");
        requireNonNull(text, "text is null");
    }
}
