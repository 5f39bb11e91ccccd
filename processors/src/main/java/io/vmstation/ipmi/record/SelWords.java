package io.vmstation.ipmi.record;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.SensorTypes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Puts records of a system event log into words: IPMI 2.0 tables 32-1 (system event), 32-2 and 32-3
 * (records of makers), in the words of FreeIPMI's ipmi-sel. What makers mean by their own codes is
 * not known here.
 */
public final class SelWords {
    /** How many bytes a record has. */
    public static final int RECORD = 16;

    private static final int SYSTEM_EVENT = 0x02;
    private static final int FIRST_OEM_WITH_TIME = 0xc0;
    private static final int FIRST_OEM = 0xe0;
    private static final int FIRST_OEM_CODE = 0x70;
    private static final int SEVERITY = 0x07;

    /** Up to here a time is one since the controller was started: section 37.1. */
    private static final long LAST_WITHOUT_CLOCK = 0x20000000L;

    private static final long UNSPECIFIED = 0xffffffffL;

    private final EventTable table;
    private final List<SensorRecord> sensors;

    /**
     * @param table what events are called and mean
     * @param sensors names of sensors, and how to understand their values
     */
    public SelWords(EventTable table, List<SensorRecord> sensors) {
        this.table = requireNonNull(table, "table is null");
        this.sensors = List.copyOf(sensors);
    }

    /**
     * What a record tells; nothing for one of a kind that the standard does not know.
     *
     * @param record as the log has it, {@link #RECORD} bytes
     */
    public Optional<SelEvent> of(byte[] record) {
        int id = Octets.two(record, 0);
        int kind = record[2] & 0xff;
        if (kind == SYSTEM_EVENT) {
            return Optional.of(systemEvent(id, record));
        }
        if (kind < FIRST_OEM_WITH_TIME) {
            return Optional.empty();
        }
        boolean timed = kind < FIRST_OEM;
        String text =
                IntStream.range(timed ? 10 : 3, record.length)
                        .mapToObj(i -> hex(record[i]))
                        .collect(Collectors.joining(" ", "OEM defined = ", ""));
        return Optional.of(
                new SelEvent(
                        id,
                        timed ? time(record) : Optional.empty(),
                        "N/A",
                        "N/A",
                        SensorState.UNKNOWN,
                        text));
    }

    private SelEvent systemEvent(int id, byte[] record) {
        int type = record[10] & 0xff;
        int number = record[11] & 0xff;
        int code = record[12] & 0x7f;
        int offset = record[13] & 0x0f;
        Optional<SensorRecord> sensor =
                sensors.stream()
                        .filter(candidate -> candidate.isOf(record[7] & 0xff, number))
                        .findFirst();
        String text =
                table.words(code, type, offset)
                        .orElseGet(
                                () ->
                                        (code >= FIRST_OEM_CODE ? "OEM " : "")
                                                + "Event Offset = "
                                                + hex((byte) offset));
        return new SelEvent(
                id,
                time(record),
                sensor.map(SensorRecord::name).orElse("Sensor #" + number),
                SensorTypes.isKnown(type) ? SensorTypes.word(type) : "N/A",
                table.ofEvent(code, type, offset, record[12] >= 0),
                text + (code == EventTable.THRESHOLD ? values(record, sensor) : details(record)));
    }

    /** The value that made the event, and the threshold: table 29-6. */
    private static String values(byte[] record, Optional<SensorRecord> sensor) {
        String reading = (record[13] & 0xc0) == 0x40 ? value(sensor, record[14]) : "";
        String threshold = (record[13] & 0x30) == 0x10 ? value(sensor, record[15]) : "";
        return (reading.isEmpty() ? "" : " ; Sensor Reading = " + reading)
                + (threshold.isEmpty() ? "" : " ; Threshold = " + threshold);
    }

    private static String value(Optional<SensorRecord> sensor, byte raw) {
        return sensor.filter(known -> !Double.isNaN(known.value(raw & 0xff)))
                .map(
                        known ->
                                String.format(
                                        Locale.ROOT,
                                        "%.2f %s",
                                        known.value(raw & 0xff),
                                        known.unitWord()))
                .orElse("");
    }

    /** What the second and third byte of the event add: table 29-6. */
    private String details(byte[] record) {
        int severity = (record[14] & 0xf0) >> 4;
        String second =
                switch (record[13] & 0xc0) {
                    case 0x40 ->
                            table.words(SEVERITY, 0, severity)
                                    .map(words -> " ; Severity State = " + words)
                                    .orElse("");
                    case 0x80 -> " ; OEM Event Data2 code = " + hex(record[14]);
                    case 0xc0 -> " ; Event Data2 = " + hex(record[14]);
                    default -> "";
                };
        return second
                + switch (record[13] & 0x30) {
                    case 0x20 -> " ; OEM Event Data3 code = " + hex(record[15]);
                    case 0x30 -> " ; Event Data3 = " + hex(record[15]);
                    default -> "";
                };
    }

    private static Optional<Instant> time(byte[] record) {
        long seconds = Integer.toUnsignedLong(Octets.four(record, 3));
        return seconds <= LAST_WITHOUT_CLOCK || seconds == UNSPECIFIED
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static String hex(byte value) {
        return String.format("%02Xh", value & 0xff);
    }
}
