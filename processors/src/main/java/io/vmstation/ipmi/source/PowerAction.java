package io.vmstation.ipmi.source;

/** Orders to a chassis: Chassis Control, IPMI 2.0 section 28.3. */
public enum PowerAction {
    /** Power up. */
    ON,
    /** Asks the operating system to shut down, as a short press of the button does. */
    SOFT_OFF,
    /** Off at once and on again; whatever was not saved is lost. */
    CYCLE,
    /** Off at once; whatever was not saved is lost. */
    HARD_OFF
}
