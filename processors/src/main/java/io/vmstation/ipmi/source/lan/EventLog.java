package io.vmstation.ipmi.source.lan;

import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.lan.LanFailure.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The system event log of a BMC: IPMI 2.0 section 31. What was read is kept; only records that were
 * added since are read again. Reading that ends half-way, because the time is up, goes on from
 * there. Used by one thread at a time.
 */
final class EventLog {
    private static final int STORAGE = 0x0a;
    private static final int FIRST = 0;
    private static final int END = 0xffff;
    private static final int WHOLE = 0xff;

    /** Bytes of a record. */
    private static final int RECORD = 16;

    /** Logs of BMCs hold some hundreds, some thousands at most. */
    private static final int MOST_RECORDS = 10_000;

    private final List<SelEvent> events = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private SelInfo info = SelInfo.NONE;
    private int records;
    private int last = -1;
    private int next = FIRST;

    /** Makes something of a record. */
    interface Words {
        /** Nothing for a record of a kind that the standard does not know. */
        Optional<SelEvent> of(byte[] record);
    }

    /** All events, oldest first. */
    List<SelEvent> of(Conversation bmc, Words words) throws LanFailure {
        SelInfo now = SelInfo.of(bmc);
        if (now.entries() < records || now.erased() != info.erased()) {
            forget();
        }
        boolean unchanged = next == END && now.equals(info);
        info = now;
        if (unchanged) {
            return List.copyOf(events);
        }
        if (next == END && (last < 0 || !findNext(bmc))) {
            forget();
        }
        try {
            walk(bmc, words);
        } catch (LanFailure e) {
            throw e.goesOn(records, "events");
        }
        return List.copyOf(events);
    }

    private void forget() {
        events.clear();
        seen.clear();
        records = 0;
        last = -1;
        next = FIRST;
    }

    /** What follows the last record that was read. */
    private boolean findNext(Conversation bmc) throws LanFailure {
        Answer answer = entry(bmc, last);
        if (!answer.isOk() || answer.size() < 2 + RECORD) {
            return false;
        }
        next = answer.two(0);
        return true;
    }

    private void walk(Conversation bmc, Words words) throws LanFailure {
        if (info.entries() == 0) {
            next = END;
            return;
        }
        while (next != END) {
            if (seen.get(next) || records >= MOST_RECORDS) {
                int at = next;
                forget();
                throw new LanFailure(
                        Kind.UNUSABLE, "the event log of the BMC has no end: at " + at);
            }
            Answer answer = entry(bmc, next);
            if (answer.completion() == Answer.NOT_PRESENT) {
                // It was cleared, or is empty in spite of what it said.
                forget();
                next = END;
                return;
            }
            byte[] record = answer.orFail().from(2);
            if (record.length < RECORD) {
                throw new LanFailure(
                        Kind.UNUSABLE, "the BMC's answer to Get SEL Entry is too short");
            }
            seen.set(next);
            last = next == FIRST ? Datagrams.two(record, 0) : next;
            seen.set(last);
            next = answer.two(0);
            records++;
            words.of(record).ifPresent(events::add);
        }
    }

    private static Answer entry(Conversation bmc, int id) throws LanFailure {
        return bmc.ask(
                new Request("Get SEL Entry", STORAGE, 0x43, 0, 0, id & 0xff, id >> 8, 0, WHOLE));
    }
}
