package io.vmstation.watch;

import io.vmstation.spi.NodeStates.State;

/**
 * What was seen of a node at one moment. Two sightings are the same only if they are one object.
 */
final class Sighting {
    private final State state;

    Sighting(State state) {
        this.state = state;
    }

    State state() {
        return state;
    }
}
