package io.vmstation.node;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * When and how one node is put to sleep.
 *
 * @param method how it is sent to sleep
 * @param checks what tells whether it is in use; not empty
 * @param idleFor for how long nobody must have used it
 * @param grace for how long it stays awake after a wake and after a client has left
 * @param silence for how long it must not answer until it counts as asleep
 * @param suspendDeadline from the moment it is sent to sleep until it must have fallen silent
 * @param backOff how long it is left alone after it could not be put to sleep
 * @param drain what happens to its pods before
 */
public record SleepSettings(
        Choice method,
        List<Choice> checks,
        Duration idleFor,
        Duration grace,
        Duration silence,
        Duration suspendDeadline,
        Duration backOff,
        DrainSettings drain) {
    public SleepSettings {
        requireNonNull(method, "method is null");
        checks = List.copyOf(checks);
        requireNonNull(idleFor, "idleFor is null");
        requireNonNull(grace, "grace is null");
        requireNonNull(silence, "silence is null");
        requireNonNull(suspendDeadline, "suspendDeadline is null");
        requireNonNull(backOff, "backOff is null");
        requireNonNull(drain, "drain is null");
    }
}
