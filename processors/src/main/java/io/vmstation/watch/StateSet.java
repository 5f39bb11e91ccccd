package io.vmstation.watch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.spi.NodeStates.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The latest sighting of one node and the meters that show it. Thread-safe. */
final class StateSet {
    private final List<Meter> shown = new ArrayList<>();
    private long asleepSince;
    private long nanosAsleep;
    private Sighting latest = Sighting.NONE;

    StateSet(String node, MeterRegistry meters) {
        for (State state : State.values()) {
            shown.add(
                    Gauge.builder("vmstation.node.state", this, set -> set.is(state))
                            .description(
                                    "What a node was last seen doing: 1 for that state, else 0")
                            .tag("node", node)
                            .tag("state", word(state))
                            .register(meters));
        }
        shown.add(
                FunctionCounter.builder("vmstation.node.asleep", this, StateSet::secondsAsleep)
                        .description("For how long a node has been asleep")
                        .baseUnit("seconds")
                        .tag("node", node)
                        .register(meters));
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    synchronized Sighting latest() {
        return latest;
    }

    /** Replaces whatever was seen; tells what that was. */
    synchronized State see(State state) {
        State before = latest.state();
        replace(state);
        return before;
    }

    /** Replaces what was seen if it is still this; tells whether it was. */
    @SuppressWarnings("ReferenceEquality") // a sighting has an identity, not a value
    synchronized boolean see(Sighting before, State state) {
        if (latest != before) {
            return false;
        }
        replace(state);
        return true;
    }

    private void replace(State state) {
        nanosAsleep += nanosOfThisSleep();
        asleepSince = System.nanoTime();
        latest = latest.then(state);
    }

    private long nanosOfThisSleep() {
        return latest.state() == State.ASLEEP ? System.nanoTime() - asleepSince : 0;
    }

    private synchronized double secondsAsleep() {
        return (nanosAsleep + nanosOfThisSleep()) / 1e9;
    }

    void removeFrom(MeterRegistry meters) {
        shown.forEach(meters::remove);
    }

    private double is(State state) {
        return latest().state() == state ? 1 : 0;
    }
}
