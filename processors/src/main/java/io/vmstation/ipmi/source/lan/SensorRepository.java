package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.record.SensorRecord;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The sensor data records of a BMC: IPMI 2.0 section 33. They are kept and read again when the BMC
 * says that they have changed. Reading that ends half-way, because the time is up, goes on from
 * there. Used by one thread at a time.
 */
final class SensorRepository {
    private static final int STORAGE = 0x0a;
    private static final int END = 0xffff;

    /** Many times what large machines have; a BMC with more goes round in circles. */
    private static final int MOST_RECORDS = 4096;

    private static final int MOST_RESERVATIONS = 20;

    /** Of a BMC that does not tell when they changed. */
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final SensorRecordReader reader = new SensorRecordReader();
    private final List<SensorRecord> records = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private List<Integer> stamp = List.of();
    private long readAt;
    private int next;
    private boolean complete;

    /** All of them, as they are now. */
    List<SensorRecord> of(Conversation bmc) throws LanFailure {
        List<Integer> now = stamp(bmc);
        boolean old = now.isEmpty() && System.nanoTime() - readAt > GOOD_FOR.toNanos();
        if (readAt == 0 || old || !now.equals(stamp)) {
            restart(now);
        }
        if (!complete) {
            try {
                walk(bmc);
            } catch (LanFailure e) {
                throw e.goesOn(seen.cardinality(), "sensor records");
            }
        }
        return List.copyOf(records);
    }

    /** The last ones that were read, for what can do with less than all. */
    List<SensorRecord> known() {
        return List.copyOf(records);
    }

    /** They are read anew next time. */
    void forget() {
        readAt = 0;
    }

    private void restart(List<Integer> now) {
        stamp = now;
        readAt = System.nanoTime();
        records.clear();
        seen.clear();
        reader.restart();
        next = 0;
        complete = false;
    }

    /** How many there are and when some were last added and erased; empty if it does not say. */
    private static List<Integer> stamp(Conversation bmc) throws LanFailure {
        Answer answer = bmc.ask(new Request("Get SDR Repository Info", STORAGE, 0x20));
        return answer.isOk() && answer.size() >= 13
                ? List.of(
                        answer.two(1), answer.two(5), answer.two(7), answer.two(9), answer.two(11))
                : List.of();
    }

    private void walk(Conversation bmc) throws LanFailure {
        int reservations = 0;
        while (next != END) {
            if (seen.get(next) || seen.cardinality() >= MOST_RECORDS) {
                forget();
                throw new LanFailure(
                        Kind.UNUSABLE, "the sensor records of the BMC have no end: at " + next);
            }
            Optional<SensorRecordReader.Read> read = reader.read(bmc, next);
            if (read.isEmpty()) {
                // Somebody else reserved them, or they change just now.
                if (++reservations > MOST_RESERVATIONS) {
                    throw new LanFailure(
                            Kind.UNUSABLE,
                            "the sensor records of the BMC change all the time: at " + next);
                }
                continue;
            }
            seen.set(next);
            SensorRecord.of(read.get().record()).ifPresent(records::add);
            next = read.get().next();
        }
        complete = true;
    }
}
