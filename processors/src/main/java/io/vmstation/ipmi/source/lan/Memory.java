package io.vmstation.ipmi.source.lan;

/** What is kept of a BMC from one reading to the next, besides the session. */
final class Memory {
    private final SensorRepository sensors = new SensorRepository();
    private final EventLog events = new EventLog();

    SensorRepository sensors() {
        return sensors;
    }

    EventLog events() {
        return events;
    }
}
