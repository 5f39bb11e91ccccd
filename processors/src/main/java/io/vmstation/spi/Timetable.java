package io.vmstation.spi;

import io.vmstation.node.Node;
import java.time.Instant;
import java.util.Optional;

/** What the clock says about nodes. Thread-safe. */
public interface Timetable {
    /** The clock says nothing about any node. */
    Timetable NONE =
            new Timetable() {
                @Override
                public Optional<String> refusal(Node node, String cause, Instant at) {
                    return Optional.empty();
                }

                @Override
                public Optional<Instant> neverSleepUntil(Node node, Instant at) {
                    return Optional.empty();
                }

                @Override
                public Optional<Instant> nextWake(Node node, Instant after) {
                    return Optional.empty();
                }
            };

    /** Why the cause must not wake the node at that time; empty when it may. */
    Optional<String> refusal(Node node, String cause, Instant at);

    /** Until when the node must not be put to sleep; empty when it may at that time. */
    Optional<Instant> neverSleepUntil(Node node, Instant at);

    /** The next wake by schedule after that time. */
    Optional<Instant> nextWake(Node node, Instant after);
}
