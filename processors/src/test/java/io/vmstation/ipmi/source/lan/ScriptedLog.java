package io.vmstation.ipmi.source.lan;

import static io.vmstation.ipmi.source.lan.ScriptedBmc.bytes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The system event log of a {@link ScriptedBmc}. */
final class ScriptedLog {
    private static final int STORAGE = 0x0a;

    private final List<byte[]> records = new CopyOnWriteArrayList<>();
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger erased = new AtomicInteger();
    private volatile int afterLast = 0xffff;

    /** Lets the BMC tell of its log. */
    ScriptedLog in(ScriptedBmc bmc) {
        bmc.on(STORAGE, 0x40, data -> info());
        bmc.on(STORAGE, 0x42, data -> bytes(0, 1, 0));
        bmc.on(STORAGE, 0x43, this::entry);
        return this;
    }

    private byte[] info() {
        int size = records.size();
        return bytes(
                0,
                0x51,
                size & 0xff,
                size >> 8,
                0x80,
                0x3e,
                added.get() & 0xff,
                added.get() >> 8,
                0,
                0x60,
                erased.get(),
                0,
                0,
                0x60,
                2);
    }

    private byte[] entry(byte[] data) {
        int id = (data[2] & 0xff) | ((data[3] & 0xff) << 8);
        int index = id == 0 ? 0 : id == 0xffff ? records.size() - 1 : id - 1;
        if (index < 0 || index >= records.size()) {
            return bytes(0xcb);
        }
        int next = index + 1 < records.size() ? index + 2 : afterLast;
        return ScriptedSession.join(bytes(0, next & 0xff, next >> 8), records.get(index));
    }

    /** Adds a record as it is; its number is put into it. */
    ScriptedLog add(byte[] record) {
        int number = records.size() + 1;
        byte[] numbered = record.clone();
        numbered[0] = (byte) number;
        numbered[1] = (byte) (number >> 8);
        records.add(numbered);
        added.incrementAndGet();
        return this;
    }

    void clear() {
        records.clear();
        erased.incrementAndGet();
    }

    /** What the last record says that comes after it. */
    void nextAfterLast(int record) {
        afterLast = record;
    }
}
