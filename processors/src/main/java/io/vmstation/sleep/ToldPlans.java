package io.vmstation.sleep;

import io.vmstation.spi.SleepReport;
import io.vmstation.spi.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was told of nodes that would be put to sleep, if only that were enabled: the same node is
 * planned for again and again while it is idle, and one line tells as much as hundreds.
 * Thread-safe.
 */
final class ToldPlans {
    private record Plan(Object outcome, List<SleepReport.Step> steps, Object idleSince) {}

    private final Map<String, Plan> told = new ConcurrentHashMap<>();

    /** Whether to tell of this one; if so, it is known from now on. */
    boolean isNews(SleepReport report) {
        Plan plan =
                new Plan(
                        report.outcome(),
                        report.steps(),
                        report.verdict().flatMap(Verdict::idleSince));
        return !plan.equals(told.put(report.node(), plan));
    }
}
