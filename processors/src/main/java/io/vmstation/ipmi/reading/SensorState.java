package io.vmstation.ipmi.reading;

/** What a sensor or an event means, as FreeIPMI judges it. */
public enum SensorState {
    NOMINAL,
    WARNING,
    CRITICAL,
    /** Nobody can tell: {@code N/A}. */
    UNKNOWN
}
