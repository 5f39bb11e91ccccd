package io.vmstation.sleep;

import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.SleepReport.Step;
import io.vmstation.spi.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the report of one attempt will say. Thread-safe. */
final class ReportDraft {
    private final String id;
    private final SleepRequest request;
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private volatile @Nullable Verdict verdict;
    private volatile @Nullable String awakeBecause;

    ReportDraft(String id, SleepRequest request) {
        this.id = id;
        this.request = request;
    }

    void note(String step, String detail) {
        steps.add(new Step(step, detail));
    }

    /** What the checks say; the last time counts. */
    void judged(Verdict latest) {
        verdict = latest;
    }

    /** What keeps the node awake, in a dry run. */
    void wouldStayAwake(String reason) {
        awakeBecause = reason;
    }

    /** How a dry run ends that went well. */
    Outcome planned() {
        String awake = awakeBecause;
        return new Outcome.Planned(
                awake == null ? request.dryRun().orElse("") : "it would stay awake: " + awake);
    }

    SleepReport with(Outcome outcome) {
        return new SleepReport(
                id, request.node().name(), outcome, steps, Optional.ofNullable(verdict));
    }
}
