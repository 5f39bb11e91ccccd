package io.vmstation.ipmi.record;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.SensorUnits;
import java.util.Optional;

/**
 * What a BMC knows of a sensor: IPMI 2.0 tables 43-1 (full), 43-2 (compact) and 43-3 (event-only
 * record).
 *
 * @param id number of the record
 * @param name as the maker wrote it
 * @param owner address of the controller that has the sensor
 * @param unit logical unit of that controller
 * @param number of the sensor there
 * @param sharing how many sensors, with numbers from that one on, have the record in common
 * @param type kind of sensor
 * @param code event/reading type code
 * @param readable whether it can be read; otherwise it only makes events
 * @param scale of a full record: how to understand its values
 */
public record SensorRecord(
        int id,
        String name,
        int owner,
        int unit,
        int number,
        int sharing,
        int type,
        int code,
        boolean readable,
        Optional<Scale> scale) {
    private static final int FULL = 0x01;
    private static final int COMPACT = 0x02;
    private static final int EVENT_ONLY = 0x03;
    private static final int BMC = 0x20;

    public SensorRecord {
        requireNonNull(name, "name is null");
        requireNonNull(scale, "scale is null");
    }

    /** Reads a record; nothing if it is of another kind, or cut short. */
    public static Optional<SensorRecord> of(byte[] record) {
        if (record.length < 4) {
            return Optional.empty();
        }
        return switch (record[3]) {
            case FULL -> of(record, 12, 0, 47);
            case COMPACT -> of(record, 12, 23, 31);
            case EVENT_ONLY -> of(record, 10, 12, 16);
            default -> Optional.empty();
        };
    }

    /**
     * @param type where the kind of sensor stands; the event/reading type code follows
     * @param sharing where it stands how many sensors share the record, if they may
     * @param name where the name stands
     */
    private static Optional<SensorRecord> of(byte[] record, int type, int sharing, int name) {
        if (record.length <= name) {
            return Optional.empty();
        }
        boolean full = record[3] == FULL;
        return Optional.of(
                new SensorRecord(
                        Octets.two(record, 0),
                        SensorName.of(record, name),
                        record[5] & 0xff,
                        record[6] & 3,
                        record[7] & 0xff,
                        sharing == 0 ? 1 : Math.max(1, record[sharing] & 0x0f),
                        record[type] & 0xff,
                        record[type + 1] & 0x7f,
                        record[3] != EVENT_ONLY,
                        full ? Optional.of(Scale.of(record)) : Optional.empty()));
    }

    /**
     * Whether it is the record of a sensor.
     *
     * @param controller its address
     * @param sensor its number there
     */
    public boolean isOf(int controller, int sensor) {
        return controller == owner && sensor >= number && sensor < number + sharing;
    }

    /** Whether the BMC itself has the sensor, in its first logical unit. */
    public boolean isOfBmc() {
        return owner == BMC && unit == 0;
    }

    /** Whether it compares a value with thresholds. */
    public boolean hasThresholds() {
        return code == EventTable.THRESHOLD;
    }

    /** Of the value, as FreeIPMI shows it. */
    public String unitWord() {
        return hasThresholds()
                ? scale.map(how -> SensorUnits.word(how.flags(), how.base(), how.modifier()))
                        .orElse("N/A")
                : "N/A";
    }

    /**
     * What a raw value means; not a number where it has none.
     *
     * @param raw 0 to 255
     */
    public double value(int raw) {
        return hasThresholds() ? scale.map(how -> how.value(raw)).orElse(Double.NaN) : Double.NaN;
    }
}
