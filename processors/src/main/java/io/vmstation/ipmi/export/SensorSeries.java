package io.vmstation.ipmi.export;

import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;

/**
 * Which series a sensor goes to: its unit decides, and the type only between a fan and other
 * percentages. Each sensor has a value and a state, also where nobody can tell them: a sensor that
 * is looked for in vain looks like one that is well.
 */
final class SensorSeries {
    private static final String FAN = "Fan";
    private static final double PERCENT = 0.01;

    private SensorSeries() {}

    static void add(Sensor sensor, Samples samples) {
        switch (sensor.unit()) {
            case "C" ->
                    add(IpmiSeries.TEMPERATURE, IpmiSeries.TEMPERATURE_STATE, 1, sensor, samples);
            case "RPM" ->
                    add(IpmiSeries.FAN_SPEED_RPM, IpmiSeries.FAN_SPEED_STATE, 1, sensor, samples);
            case "V" -> add(IpmiSeries.VOLTAGE, IpmiSeries.VOLTAGE_STATE, 1, sensor, samples);
            case "A" -> add(IpmiSeries.CURRENT, IpmiSeries.CURRENT_STATE, 1, sensor, samples);
            case "W" -> add(IpmiSeries.POWER, IpmiSeries.POWER_STATE, 1, sensor, samples);
            case "%" -> addPercentage(sensor, samples);
            default -> addGeneric(sensor, samples);
        }
    }

    private static void addPercentage(Sensor sensor, Samples samples) {
        if (sensor.type().equals(FAN)) {
            add(IpmiSeries.FAN_SPEED_RATIO, IpmiSeries.FAN_SPEED_STATE, PERCENT, sensor, samples);
        } else {
            addGeneric(sensor, samples);
        }
    }

    private static void add(
            IpmiSeries value, IpmiSeries state, double scale, Sensor sensor, Samples samples) {
        samples.add(value, sensor.value() * scale, id(sensor), sensor.name());
        samples.add(state, number(sensor.state()), id(sensor), sensor.name());
    }

    private static void addGeneric(Sensor sensor, Samples samples) {
        String id = id(sensor);
        samples.add(IpmiSeries.SENSOR_VALUE, sensor.value(), id, sensor.name(), sensor.type());
        samples.add(
                IpmiSeries.SENSOR_STATE, number(sensor.state()), id, sensor.name(), sensor.type());
    }

    private static String id(Sensor sensor) {
        return String.valueOf(sensor.id());
    }

    private static double number(SensorState state) {
        return switch (state) {
            case NOMINAL -> 0;
            case WARNING -> 1;
            case CRITICAL -> 2;
            case UNKNOWN -> Double.NaN;
        };
    }
}
