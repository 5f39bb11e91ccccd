package io.vmstation.config;

import io.vmstation.node.Node;
import io.vmstation.schedule.CronLine;
import io.vmstation.schedule.NodeTimetable;
import io.vmstation.spi.Timetable;
import java.time.Instant;
import java.util.Optional;

/** Finds cron lines that wake nothing because they always fall into quiet hours. */
final class QuietWakes {
    private static final int LOOKED_AT = 50;
    private static final String CAUSE = "schedule";

    private final Timetable timetable = new NodeTimetable();
    private final Problems problems;

    QuietWakes(Problems problems) {
        this.problems = problems;
    }

    void check(NodeDraft draft, Node node) {
        if (node.schedule().quiet().isEmpty()) {
            return;
        }
        for (Located<String> line : draft.schedule().wake()) {
            if (isAlwaysQuiet(CronLine.parse(line.value()), node)) {
                problems.warn(
                        line.place(),
                        line.text(),
                        "wakes nothing, it always falls into quiet hours: add schedule to"
                                + " `quietCauses`");
            }
        }
    }

    private boolean isAlwaysQuiet(CronLine line, Node node) {
        Instant from = Instant.now();
        for (int i = 0; i < LOOKED_AT; i++) {
            Optional<Instant> next = line.next(from, node.schedule().zone());
            if (next.isEmpty()) {
                return i > 0;
            }
            from = next.get();
            if (timetable.refusal(node, CAUSE, from).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
