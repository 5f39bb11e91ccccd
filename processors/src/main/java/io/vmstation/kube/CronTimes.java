package io.vmstation.kube;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * When CronJobs start, by the rules of Kubernetes (CronJob documentation, "Schedule syntax"): five
 * fields or a nickname, in the CronJob's time zone. One that names none runs in the time zone of
 * the controller, which is UTC unless somebody set it up otherwise.
 */
final class CronTimes {
    private static final Map<String, String> NICKNAMES =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");

    private CronTimes() {}

    /**
     * The next start after a time.
     *
     * @throws IllegalArgumentException when schedule or time zone cannot be read, with a clause
     */
    static Optional<Instant> next(CronJob job, Instant after) {
        String schedule = job.getSpec().getSchedule();
        String zone = job.getSpec().getTimeZone();
        // Not kept: a parser is not meant for several threads.
        CronParser parser =
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        try {
            String fields = NICKNAMES.getOrDefault(schedule.trim(), schedule).replace('?', '*');
            ZoneId in = zone == null || zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
            return ExecutionTime.forCron(parser.parse(fields).validate())
                    .nextExecution(after.atZone(in))
                    .map(time -> time.toInstant());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "the schedule \"%s\"%s cannot be read"
                            .formatted(schedule, zone == null ? "" : " in " + zone),
                    e);
        }
    }
}
