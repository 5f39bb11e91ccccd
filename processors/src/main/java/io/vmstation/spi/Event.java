package io.vmstation.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a node.
 *
 * @param at when
 * @param kind past tense, {@code wake.requested}
 * @param node the node's name
 * @param cause which trigger; empty when there was none
 * @param source who asked, an address or a name; empty when unknown
 * @param wake identifies the wake, or the attempt to put the node to sleep, that it belongs to;
 *     empty when to none
 * @param details further facts, no secrets
 */
public record Event(
        Instant at,
        String kind,
        String node,
        String cause,
        String source,
        String wake,
        Map<String, String> details) {
    public Event {
        requireNonNull(at, "at is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(node, "node is null");
        requireNonNull(cause, "cause is null");
        requireNonNull(source, "source is null");
        requireNonNull(wake, "wake is null");
        details = Map.copyOf(details);
    }
}
