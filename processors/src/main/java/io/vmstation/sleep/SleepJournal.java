package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Event;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.SleepReport.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells ledger, meters and log what happens in one attempt. Thread-safe; never throws. */
final class SleepJournal implements Undoing.Listener {
    private static final Logger log = LoggerFactory.getLogger(SleepJournal.class);

    private static final String STEP = "step";
    private static final String REASON = "reason";

    private final Surroundings surroundings;
    private final Leftovers leftovers;
    private final SleepRequest request;
    private final Node node;
    private final String id;
    private final long requested = System.nanoTime();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    SleepJournal(SleepEngine engine, SleepRequest request, String id) {
        this.surroundings = requireNonNull(engine, "engine is null").surroundings();
        this.leftovers = engine.leftovers();
        this.request = requireNonNull(request, "request is null");
        this.node = request.node();
        this.id = requireNonNull(id, "id is null");
    }

    /** An attempt that did not even begin. */
    static void refused(SleepEngine engine, SleepRequest request, String reason) {
        engine.surroundings().metrics().finished(request.node().name(), request.cause(), "refused");
        if (request.isWish()) {
            Outcome outcome = new Outcome.Refused(reason);
            new SleepJournal(engine, request, "").ended(outcome, List.of(), false);
        } else {
            // The host itself asks again and again; nobody waits for an answer.
            log.debug("Sleep refused: node={}, reason={}", request.node().name(), reason);
        }
    }

    void requested(String method) {
        var unused = record("sleep.requested", Map.of("method", method));
        log.info(
                "A node is to be put to sleep: node={}, cause={}, source={}",
                node.name(),
                request.cause(),
                request.source());
    }

    /** A step is about to act; completes when that cannot be lost any more. */
    CompletableFuture<Void> announced(String step, String detail) {
        begun.put(step, System.nanoTime());
        log.debug("A step begins: node={}, step={}, detail={}", node.name(), step, detail);
        return record(step, Map.of("progress", "begun", "detail", detail));
    }

    void done(String step, String detail) {
        Long since = begun.get(step);
        long nanos = since == null ? 0 : System.nanoTime() - since;
        surroundings.metrics().took(node.name(), step, Duration.ofNanos(nanos));
        var unused =
                record(
                        step,
                        Map.of(
                                "progress",
                                "done",
                                "detail",
                                detail,
                                "milliseconds",
                                String.valueOf(nanos / 1_000_000)));
        log.info("A step was done: node={}, step={}, detail={}", node.name(), step, detail);
    }

    /** It is asleep; completes when that cannot be lost any more. */
    CompletableFuture<Void> asleep(Duration falling) {
        leftovers.forget(node.name());
        surroundings.metrics().took(node.name(), "node.asleep", falling);
        Duration took = Duration.ofNanos(System.nanoTime() - requested);
        log.info(
                "Node sleeps: node={}, cause={}, after={}",
                node.name(),
                request.cause(),
                DurationText.of(took));
        return record("node.asleep", Map.of("milliseconds", String.valueOf(took.toMillis())));
    }

    /** It ended, and not with a sleeping node. */
    void ended(Outcome outcome, List<Step> steps, boolean dryRun) {
        if (outcome instanceof Outcome.Planned planned) {
            var unused =
                    record("sleep.planned", Map.of(REASON, planned.reason(), "plan", text(steps)));
            log.info(
                    "What would be done, nothing was touched: node={}, reason={}, plan={}",
                    node.name(),
                    planned.reason(),
                    text(steps));
        } else if (outcome instanceof Outcome.Failed failed) {
            var unused = record("sleep.failed", reason(failed.reason(), dryRun));
            log.warn("Sleep failed: node={}, reason={}", node.name(), failed.reason());
        } else if (outcome instanceof Outcome.Refused refused) {
            var unused = record("sleep.refused", reason(refused.reason(), dryRun));
            log.info("Sleep refused: node={}, reason={}", node.name(), refused.reason());
        } else if (outcome instanceof Outcome.Aborted aborted) {
            var unused = record("sleep.aborted", reason(aborted.reason(), dryRun));
            log.info("Sleep called off: node={}, reason={}", node.name(), aborted.reason());
        }
    }

    /**
     * The host ends before it is known whether the node sleeps. The ledger is not told: the next
     * start looks after the attempts that have no end there.
     */
    void interrupted(String why) {
        log.info(
                "Sleep interrupted, the next start finds out what became of it: node={}, reason={}",
                node.name(),
                why);
    }

    @Override
    public void undone(String step) {
        leftovers.repaired(node.name(), Set.of(step));
        var unused = record("sleep.undone", Map.of(STEP, step));
        log.info("A step was taken back: node={}, step={}", node.name(), step);
    }

    @Override
    public void notUndone(String step, Throwable reason) {
        surroundings.metrics().undoFailed(node.name(), step);
        String why = String.valueOf(reason.getMessage());
        leftovers.left(node.name(), step, why);
        var unused = record("undo.failed", Map.of(STEP, step, REASON, why));
        log.error(
                "A step could not be taken back, look at the node: node={}, step={}",
                node.name(),
                step,
                reason);
    }

    private static Map<String, String> reason(String reason, boolean dryRun) {
        return dryRun ? Map.of(REASON, reason, "dryRun", "true") : Map.of(REASON, reason);
    }

    private static String text(List<Step> steps) {
        return steps.stream()
                .map(step -> step.step() + ": " + step.detail())
                .collect(Collectors.joining("; "));
    }

    private CompletableFuture<Void> record(String kind, Map<String, String> details) {
        try {
            return surroundings
                    .events()
                    .record(
                            new Event(
                                    Instant.now(),
                                    kind,
                                    node.name(),
                                    request.cause(),
                                    request.source(),
                                    id,
                                    details));
        } catch (RuntimeException e) {
            log.warn("An event could not be recorded: node={}, event={}", node.name(), kind, e);
            return CompletableFuture.failedFuture(e);
        }
    }
}
