package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.record.SelWords;
import io.vmstation.ipmi.source.ipmitool.Dumps.Dump;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.standard.EventTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the system event log: ipmitool dumps it, it is put into words here. Where the BMC does not
 * give its records, events are told without the names of sensors.
 *
 * @param records of the BMC
 * @param table judges events
 */
record EventReading(Session session, Dumps dumps, Records records, EventTable table) {

    CompletableFuture<Heard> read(Deadline deadline) {
        return records.get(deadline)
                .thenCompose(
                        found ->
                                found.answer().endsSession()
                                        ? CompletableFuture.completedFuture(
                                                Reading.heard(found.answer(), text -> unreadable()))
                                        : dumps.of(
                                                        session,
                                                        Reading.line("sel", "writeraw"),
                                                        deadline)
                                                .thenApply(log -> heard(log, found.repository())));
    }

    private Heard heard(Dump log, Repository repository) {
        return log.isThere()
                ? new Heard(events(log.bytes(), repository), false)
                : Reading.heard(log.answer(), text -> unreadable());
    }

    private Finding events(byte[] log, Repository repository) {
        if (log.length % SelWords.RECORD != 0) {
            return unreadable();
        }
        SelWords words = new SelWords(table, repository.records());
        List<SelEvent> events = new ArrayList<>();
        for (int at = 0; at < log.length; at += SelWords.RECORD) {
            words.of(Arrays.copyOfRange(log, at, at + SelWords.RECORD)).ifPresent(events::add);
        }
        return new SelEvents(events);
    }

    private static Failed unreadable() {
        return new Failed("the log that ipmitool wrote ends in the middle of a record");
    }
}
