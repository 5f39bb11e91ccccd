package io.vmstation.spi;

import java.time.Instant;

/** Hears what machines draw. Thread-safe; never blocks the caller. */
public interface PowerMeter {

    /**
     * Notes what a node was measured to draw.
     *
     * @param node its name
     * @param watts at the mains, 0 or more
     * @param at when it was measured
     */
    void measured(String node, double watts, Instant at);
}
