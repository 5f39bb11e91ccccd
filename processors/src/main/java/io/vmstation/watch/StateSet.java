package io.vmstation.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.spi.NodeStates.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The latest sighting of one node and the gauges that show it. Thread-safe. */
final class StateSet {
    private final List<Gauge> gauges = new ArrayList<>();
    private Sighting latest = Sighting.NONE;

    StateSet(String node, MeterRegistry meters) {
        for (State state : State.values()) {
            gauges.add(
                    Gauge.builder("vmstation.node.state", this, set -> set.shown(state))
                            .description(
                                    "What a node was last seen doing: 1 for that state, else 0")
                            .tag("node", node)
                            .tag("state", word(state))
                            .register(meters));
        }
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
        latest = latest.then(state);
        return before;
    }

    /** Replaces what was seen if it is still this; tells whether it was. */
    @SuppressWarnings("ReferenceEquality") // a sighting has an identity, not a value
    synchronized boolean see(Sighting before, State state) {
        if (latest != before) {
            return false;
        }
        latest = latest.then(state);
        return true;
    }

    void removeFrom(MeterRegistry meters) {
        gauges.forEach(meters::remove);
    }

    private double shown(State state) {
        return latest().state() == state ? 1 : 0;
    }
}
