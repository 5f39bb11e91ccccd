package io.vmstation.ipmi.reading;

import static java.util.Objects.requireNonNull;

/**
 * One sensor, as it was when it was read.
 *
 * @param id number of its record, which is how FreeIPMI and ipmi_exporter tell sensors apart
 * @param name as the maker wrote it
 * @param type in the words of FreeIPMI: {@code Temperature}, {@code Fan}, {@code Voltage}, {@code
 *     Power Supply}
 * @param value not a number when there is none: discrete sensors, sensors of a part that is off
 * @param unit in the words of FreeIPMI: {@code C}, {@code RPM}, {@code V}, {@code A}, {@code W},
 *     {@code %}, {@code N/A}
 * @param state what the controller makes of it
 */
public record Sensor(
        int id, String name, String type, double value, String unit, SensorState state) {
    public Sensor {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(unit, "unit is null");
        requireNonNull(state, "state is null");
    }
}
