package io.vmstation.ipmi.source.lan;

import static io.vmstation.ipmi.source.lan.ScriptedBmc.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sensors of a {@link ScriptedBmc}: records of IPMI 2.0 section 43, and what they read. */
final class ScriptedSensors {
    private static final int STORAGE = 0x0a;

    private final List<byte[]> records = new CopyOnWriteArrayList<>();
    private final Map<Integer, byte[]> readings = new ConcurrentHashMap<>();
    private volatile int reservation;
    private final AtomicInteger changed = new AtomicInteger(1);
    private volatile int afterLast = 0xffff;
    private volatile int mostBytes = 255;

    /** Lets the BMC tell of its sensors. */
    ScriptedSensors in(ScriptedBmc bmc) {
        bmc.on(STORAGE, 0x20, data -> info());
        bmc.on(STORAGE, 0x22, data -> reserve());
        bmc.on(STORAGE, 0x23, this::record);
        bmc.on(0x04, 0x2d, this::reading);
        return this;
    }

    private byte[] info() {
        return bytes(
                0,
                0x51,
                records.size() & 0xff,
                records.size() >> 8,
                0,
                0,
                changed.get() & 0xff,
                changed.get() >> 8,
                0,
                0x40,
                0,
                0,
                0,
                0x40,
                2);
    }

    private byte[] record(byte[] data) {
        int id = (data[2] & 0xff) | ((data[3] & 0xff) << 8);
        int offset = data[4] & 0xff;
        int length = data[5] & 0xff;
        if (offset != 0 && (data[0] & 0xff) != reservation) {
            return bytes(0xc5);
        }
        int index = id == 0 ? 0 : id - 1;
        if (index >= records.size()) {
            return bytes(0xcb);
        }
        byte[] record = records.get(index);
        int wanted = Math.min(length == 0xff ? record.length : length, record.length - offset);
        if (wanted > mostBytes) {
            return bytes(0xca);
        }
        int next = index + 1 < records.size() ? index + 2 : afterLast;
        return ScriptedSession.join(
                bytes(0, next & 0xff, next >> 8),
                Arrays.copyOfRange(record, offset, offset + wanted));
    }

    /** Cannot give more of a record at once. */
    ScriptedSensors atMost(int bytes) {
        mostBytes = bytes;
        return this;
    }

    /** Reserves the records; whoever did before has lost them. */
    byte[] reserve() {
        reservation = (reservation + 1) & 0xff;
        return bytes(0, reservation, 0);
    }

    /** What the last record says that comes after it. */
    void nextAfterLast(int record) {
        afterLast = record;
    }

    byte[] reading(byte[] data) {
        return readings.getOrDefault(data[0] & 0xff, bytes(0xcb));
    }

    /** Adds a record as it is; its number is put into it. */
    ScriptedSensors add(byte[] record) {
        byte[] numbered = record.clone();
        numbered[0] = (byte) (records.size() + 1);
        numbered[1] = (byte) ((records.size() + 1) >> 8);
        records.add(numbered);
        changed.incrementAndGet();
        return this;
    }

    void clear() {
        records.clear();
        changed.incrementAndGet();
    }

    /** What a sensor reads: completion code, value, flags, bits. */
    ScriptedSensors reads(int sensor, int... answer) {
        readings.put(sensor, bytes(answer));
        return this;
    }

    /** An analog sensor with thresholds, degrees Celsius, one to one. */
    static byte[] full(String name, int sensor) {
        return full(name.getBytes(StandardCharsets.ISO_8859_1), 0xc0, sensor, 0x01, 0x01);
    }

    /**
     * A full record.
     *
     * @param coding upper two bits of the type/length byte of the name
     * @param type kind of sensor
     * @param code event/reading type code
     */
    static byte[] full(byte[] name, int coding, int sensor, int type, int code) {
        byte[] record = new byte[48 + name.length];
        System.arraycopy(
                bytes(0, 0, 0x51, 0x01, record.length - 5, 0x20, 0, sensor), 0, record, 0, 8);
        System.arraycopy(bytes(3, 1, 0x7f, 0x68, type, code), 0, record, 8, 6);
        record[21] = 1;
        record[24] = 1;
        record[47] = (byte) (coding | name.length);
        System.arraycopy(name, 0, record, 48, name.length);
        return record;
    }

    /** A compact record: a discrete sensor. */
    static byte[] compact(String name, int sensor, int type, int code) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] record = new byte[32 + text.length];
        System.arraycopy(
                bytes(0, 0, 0x51, 0x02, record.length - 5, 0x20, 0, sensor), 0, record, 0, 8);
        System.arraycopy(bytes(3, 1, 0x67, 0x40, type, code), 0, record, 8, 6);
        record[20] = (byte) 0xc0;
        record[23] = 1;
        record[31] = (byte) (0xc0 | text.length);
        System.arraycopy(text, 0, record, 32, text.length);
        return record;
    }

    /** The same record with some bytes changed: index and value by turns. */
    static byte[] with(byte[] record, int... changes) {
        byte[] changed = record.clone();
        for (int i = 0; i < changes.length; i += 2) {
            changed[changes[i]] = (byte) changes[i + 1];
        }
        return changed;
    }
}
