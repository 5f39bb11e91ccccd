package io.vmstation.spi;

/** Hears what machines draw, at the moment in which it is measured. Thread-safe; never blocks. */
public interface PowerMeter {

    /** Who measures. */
    enum Instrument {
        /** The controller of the machine. */
        CONTROLLER,
        /** A meter before the machine, such as a plug. While it is heard, the controller is not. */
        PLUG
    }

    /** The most that one machine draws; more is an error, such as 65535 for "none". */
    double MOST_WATTS = 15_000;

    /**
     * Notes what a node draws now.
     *
     * @param node its name
     * @param watts from the mains, 0 to {@link #MOST_WATTS}; anything else is refused and counts as
     *     not measured
     */
    void measured(String node, Instrument instrument, double watts);
}
