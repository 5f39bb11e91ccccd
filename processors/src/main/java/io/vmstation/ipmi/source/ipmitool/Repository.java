package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.record.SensorRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sensor records of a BMC, as {@code ipmitool sdr dump} writes them: one behind the other, each
 * with the header of IPMI 2.0 section 43.1.
 *
 * @param records of sensors, in the order of the repository
 */
record Repository(List<SensorRecord> records) {
    private static final int HEADER = 5;

    Repository {
        records = List.copyOf(records);
    }

    /** Reads it; what is cut short at its end is left out. */
    static Repository of(byte[] dump) {
        List<SensorRecord> records = new ArrayList<>();
        int at = 0;
        while (at + HEADER <= dump.length) {
            int end = at + HEADER + (dump[at + HEADER - 1] & 0xff);
            if (end > dump.length) {
                break;
            }
            SensorRecord.of(Arrays.copyOfRange(dump, at, end)).ifPresent(records::add);
            at = end;
        }
        return new Repository(records);
    }

    /** Those that can be read: the ones that {@code ipmitool sensor} lists. */
    List<SensorRecord> readable() {
        return records.stream().filter(SensorRecord::readable).toList();
    }
}
