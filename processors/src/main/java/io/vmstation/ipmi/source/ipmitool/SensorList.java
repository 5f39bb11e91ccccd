package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.record.Scale;
import io.vmstation.ipmi.record.SensorRecord;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.SensorTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of {@code ipmitool sensor}: name, value, unit, status, six thresholds. It has a line
 * for each sensor record of the repository, in its order, which tells what the line does not:
 * number, type and unit. A name may hold the bar that parts the columns, so they are counted from
 * the right. The form with commas ({@code -c}) is an addition of Debian's.
 */
final class SensorList {
    private static final Pattern ROW =
            Pattern.compile(
                    "(.*?) *\\| *(\\S+) *\\|([^|]*)\\| *(\\S+?) *\\|(?:[^|]*\\|){5}[^|]*",
                    Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,18})?");

    private static final Pattern PLAIN = Pattern.compile("[ -~]+");

    /** States of a discrete sensor: the low byte of the bits, then the high one. */
    private static final Pattern BITS = Pattern.compile("0x([0-9a-f]{2})([0-9a-f]{2})");

    private final EventTable table;

    SensorList(EventTable table) {
        this.table = table;
    }

    /**
     * Reads it.
     *
     * @param records those that it lists
     * @return nothing when it does not list these, since the repository has changed
     */
    Optional<List<Sensor>> read(WholeText text, List<SensorRecord> records) {
        List<Matcher> rows =
                text.lines().stream().map(ROW::matcher).filter(Matcher::matches).toList();
        if (rows.size() != records.size()) {
            return Optional.empty();
        }
        List<Sensor> sensors = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            SensorRecord record = records.get(i);
            Matcher row = rows.get(i);
            if (areOfOthers(row.group(1).strip(), record.name().strip())) {
                return Optional.empty();
            }
            sensors.add(sensor(record, row.group(2), row.group(4)));
        }
        return Optional.of(sensors);
    }

    /** Only plain names tell: it prints the bytes of others, packed ones too. */
    private static boolean areOfOthers(String printed, String recorded) {
        return PLAIN.matcher(printed).matches()
                && PLAIN.matcher(recorded).matches()
                && !printed.equals(recorded);
    }

    /** FreeIPMI and ipmi_exporter do not ask other controllers for their sensors. */
    private Sensor sensor(SensorRecord record, String value, String status) {
        boolean told = record.isOfBmc();
        return new Sensor(
                record.id(),
                record.name(),
                SensorTypes.word(record.type()),
                told ? value(record, value) : Double.NaN,
                record.unitWord(),
                told ? state(record, status) : SensorState.UNKNOWN);
    }

    private static double value(SensorRecord record, String value) {
        return record.hasThresholds() && NUMBER.matcher(value).matches()
                ? Scale.asShown(Double.parseDouble(value))
                : Double.NaN;
    }

    private SensorState state(SensorRecord record, String status) {
        if (record.hasThresholds()) {
            return switch (status) {
                // FreeIPMI takes a sensor beyond its non-critical threshold for nominal.
                case "ok", "nc", "lnc", "unc" -> SensorState.NOMINAL;
                case "cr", "lcr", "ucr", "nr", "lnr", "unr" -> SensorState.CRITICAL;
                default -> SensorState.UNKNOWN;
            };
        }
        Matcher bits = BITS.matcher(status);
        return bits.matches()
                ? table.ofSensor(
                        record.code(),
                        record.type(),
                        Integer.parseInt(bits.group(1), 16)
                                | (Integer.parseInt(bits.group(2), 16) & 0x7f) << 8)
                : SensorState.UNKNOWN;
    }
}
