package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one attempt, which happens once: tells everybody, and takes back what was done unless
 * the node sleeps. Thread-safe.
 */
final class Conclusion {
    private static final Logger log = LoggerFactory.getLogger(Conclusion.class);

    private final SleepEngine engine;
    private final SleepRequest request;
    private final SleepJournal journal;
    private final Undoing undoing;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    Conclusion(SleepEngine engine, SleepRequest request, SleepJournal journal, Undoing undoing) {
        this.engine = requireNonNull(engine, "engine is null");
        this.request = requireNonNull(request, "request is null");
        this.journal = requireNonNull(journal, "journal is null");
        this.undoing = requireNonNull(undoing, "undoing is null");
    }

    /** Completes when all is taken back, or could not be. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Ends it so; only the first call counts. */
    void conclude(SleepReport report) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            tell(report);
        } catch (RuntimeException e) {
            log.error("The end of a sleep could not be told: node={}", report.node(), e);
        }
        if (report.outcome() instanceof Outcome.Asleep || request.dryRun().isPresent()) {
            finished.complete(null);
            return;
        }
        var unused = undoing.run().whenComplete((all, error) -> finished.complete(null));
    }

    /** Ends it without taking anything back: nobody knows whether the node sleeps. */
    void interrupt(String reason) {
        if (begun.compareAndSet(false, true)) {
            journal.interrupted(reason);
            finished.complete(null);
        }
    }

    /** Nothing of it is told, because it never began. */
    void discard() {
        begun.set(true);
        finished.complete(null);
    }

    private void tell(SleepReport report) {
        String node = report.node();
        Outcome outcome = report.outcome();
        boolean dryRun = request.dryRun().isPresent();
        engine.surroundings().metrics().finished(node, request.cause(), label(outcome));
        if (outcome instanceof Outcome.Asleep) {
            engine.surroundings().failures().slept(request.node());
            return;
        }
        journal.ended(outcome, report.steps(), dryRun);
        if (outcome instanceof Outcome.Failed failed && !dryRun) {
            engine.surroundings().failures().failed(request.node(), failed.reason());
        }
    }

    static String label(Outcome outcome) {
        if (outcome instanceof Outcome.Asleep) {
            return "asleep";
        } else if (outcome instanceof Outcome.Planned) {
            return "planned";
        } else if (outcome instanceof Outcome.Refused) {
            return "refused";
        } else if (outcome instanceof Outcome.Failed) {
            return "failed";
        } else {
            return "aborted";
        }
    }
}
