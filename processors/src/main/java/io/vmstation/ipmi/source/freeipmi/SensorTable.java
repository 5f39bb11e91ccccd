package io.vmstation.ipmi.source.freeipmi;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.source.tool.Excerpt;
import io.vmstation.ipmi.source.tool.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of {@code ipmi-sensors --comma-separated-output}: number, name, type, state, value,
 * unit, events. It quotes nothing, but no column except the name can hold a comma, so the others
 * are counted from the right.
 */
final class SensorTable {
    private static final Pattern ROW =
            Pattern.compile(
                    "(\\d{1,5}),(.*),([^,]+),(Nominal|Warning|Critical|N/A),([^,]+),([^,]+),([^,]*)",
                    Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,18})?");
    private static final Set<String> NO_NUMBER = Set.of("N/A", "nan", "-nan", "inf", "-inf");

    private SensorTable() {}

    /**
     * Reads it. A line that is none of the table, such as a remark of the program, is passed over;
     * nothing but such lines is no table.
     */
    static Finding read(WholeText text, Set<Integer> excluded) {
        List<Sensor> sensors = new ArrayList<>();
        int rows = 0;
        for (String line : text.lines()) {
            Optional<Sensor> sensor = row(line);
            rows += sensor.isPresent() ? 1 : 0;
            sensor.filter(each -> !excluded.contains(each.id())).ifPresent(sensors::add);
        }
        return rows == 0 && !text.lines().isEmpty()
                ? new Failed(
                        "ipmi-sensors printed no table of sensors, but "
                                + Excerpt.of(text.lines().get(0)))
                : new Sensors(sensors);
    }

    private static Optional<Sensor> row(String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            return Optional.empty();
        }
        String value = row.group(5);
        if (!NO_NUMBER.contains(value) && !NUMBER.matcher(value).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Sensor(
                        Integer.parseInt(row.group(1)),
                        row.group(2).replaceAll("\\p{Cntrl}", "?"),
                        row.group(3),
                        NO_NUMBER.contains(value) ? Double.NaN : Double.parseDouble(value),
                        row.group(6),
                        state(row.group(4))));
    }

    static SensorState state(String word) {
        return switch (word) {
            case "Nominal" -> SensorState.NOMINAL;
            case "Warning" -> SensorState.WARNING;
            case "Critical" -> SensorState.CRITICAL;
            default -> SensorState.UNKNOWN;
        };
    }
}
