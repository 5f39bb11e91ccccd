package io.vmstation.ipmi.source.ipmitool;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.ipmitool.Records.Found;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Deadline;
import io.vmstation.ipmi.source.tool.Poll.Heard;
import io.vmstation.ipmi.source.tool.Session;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.ipmi.standard.EventTable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Reads sensors: the list of ipmitool beside the records of the BMC.
 *
 * @param records of the BMC
 * @param table judges states
 * @param excluded record numbers of those that are left out
 */
record SensorReading(Session session, Records records, EventTable table, Set<Integer> excluded) {
    private static final Finding CHANGED =
            new Failed("ipmitool lists other sensors than the BMC has records of");

    CompletableFuture<Heard> read(Deadline deadline) {
        return records.get(deadline).thenCompose(found -> list(found, deadline));
    }

    private CompletableFuture<Heard> list(Found found, Deadline deadline) {
        if (!(found.answer() instanceof Printed)) {
            return CompletableFuture.completedFuture(
                    Reading.heard(found.answer(), text -> CHANGED));
        }
        return session.ask(Reading.line("sensor"), deadline)
                .thenApply(
                        answer -> Reading.heard(answer, text -> sensors(text, found.repository())))
                .thenCompose(
                        heard ->
                                heard.finding().equals(CHANGED) && found.isKnown()
                                        ? records.anew(deadline)
                                                .thenCompose(better -> list(better, deadline))
                                        : CompletableFuture.completedFuture(heard));
    }

    private Finding sensors(WholeText text, Repository repository) {
        return new SensorList(table)
                .read(text, repository.readable())
                .map(this::included)
                .orElse(CHANGED);
    }

    private Finding included(List<Sensor> sensors) {
        return new Sensors(
                sensors.stream().filter(sensor -> !excluded.contains(sensor.id())).toList());
    }
}
