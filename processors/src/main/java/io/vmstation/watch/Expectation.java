package io.vmstation.watch;

import io.vmstation.node.Node;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;

/**
 * Whether one node is meant to be asleep, by what was done to it on purpose. Immutable: what
 * happens makes a new one.
 *
 * @param phase what was done last
 * @param until for how long a departure or a wake that nobody follows is believed in; {@link
 *     Instant#MAX} for one that ends with an event of its own
 * @param followed whether a transaction of ours finds out itself whether the node falls asleep
 */
record Expectation(Phase phase, Instant until, boolean followed) {
    /** Nobody has done anything to it and nobody has seen it awake. */
    static final Expectation NONE = lasting(Phase.UNKNOWN);

    static final Expectation AWAKE = lasting(Phase.AWAKE);
    static final Expectation ASLEEP = lasting(Phase.ASLEEP);

    /** A machine that shuts down takes its time, and one that stays up must not be forgotten. */
    static final Duration LONGEST_DEPARTURE = Duration.ofMinutes(5);

    private static final String ACTION = "action";

    /** What was done last. */
    enum Phase {
        UNKNOWN,
        /** It was sent to sleep or switched off, and has not fallen silent yet. */
        LEAVING,
        ASLEEP,
        /** It was asleep on purpose and is on its way up. */
        WAKING,
        AWAKE
    }

    private static Expectation lasting(Phase phase) {
        return new Expectation(phase, Instant.MAX, true);
    }

    /** What is to be expected after this event, which is one of {@link SleepExpectations#KINDS}. */
    Expectation after(Event event, Node node) {
        return switch (event.kind()) {
            case "node.suspended" ->
                    "done".equals(event.details().get("progress"))
                            ? new Expectation(Phase.LEAVING, leaving(event), true)
                            : this;
            case "node.asleep" -> ASLEEP;
            case "wake.requested" -> isDown() ? lasting(Phase.WAKING) : this;
            case "wake.interrupted" ->
                    phase == Phase.WAKING ? waking(requestedAt(event), node) : this;
            case "wake.completed", "wake.failed", "node.awoke" -> AWAKE;
            case "power.ordered" -> afterOrder(event, node);
            default -> this;
        };
    }

    private Expectation afterOrder(Event event, Node node) {
        return switch (event.details().getOrDefault(ACTION, "")) {
            case "soft-off", "hard-off" -> new Expectation(Phase.LEAVING, leaving(event), false);
            case "on", "cycle" -> isDown() ? waking(event.at(), node) : this;
            default -> this;
        };
    }

    private boolean isDown() {
        return phase == Phase.ASLEEP || phase == Phase.LEAVING;
    }

    private static Instant leaving(Event event) {
        return event.at().plus(LONGEST_DEPARTURE);
    }

    private static Expectation waking(Instant since, Node node) {
        return new Expectation(Phase.WAKING, since.plus(node.wake().deadline()), false);
    }

    private static Instant requestedAt(Event interruption) {
        String text = interruption.details().getOrDefault("requestedAt", "");
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return interruption.at();
        }
    }

    /** What is to be expected after the node was seen doing something else than before. */
    Expectation seen(State state, Instant now) {
        return switch (state) {
            case AWAKE, FAILED -> AWAKE;
            case ASLEEP ->
                    phase == Phase.LEAVING && !followed && now.isBefore(until) ? ASLEEP : this;
            case UNKNOWN, WAKING -> this;
        };
    }

    /** 1 while it is meant to be asleep, 0 while it is meant to be awake; nobody knows: empty. */
    OptionalDouble value(Instant now) {
        return switch (phase) {
            case UNKNOWN -> OptionalDouble.empty();
            case LEAVING, AWAKE -> OptionalDouble.of(0);
            case ASLEEP -> OptionalDouble.of(1);
            case WAKING -> OptionalDouble.of(now.isBefore(until) ? 1 : 0);
        };
    }
}
