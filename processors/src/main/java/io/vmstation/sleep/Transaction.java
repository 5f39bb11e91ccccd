package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to put a node to sleep, or one dry run of it, from its begin until all that it did is
 * taken back or the node sleeps. Thread-safe.
 */
final class Transaction implements Departure.Owner {
    private static final Logger log = LoggerFactory.getLogger(Transaction.class);
    private static final String ROUTE_ENDED = "its route ended before it was known to sleep";

    private final String id = UUID.randomUUID().toString();
    private final SleepEngine engine;
    private final SleepRequest request;
    private final SleepSettings settings;
    private final Node node;
    private final Course course;
    private final ReportDraft draft;
    private final SleepJournal journal;
    private final Conclusion conclusion;
    private final Departure departure;
    private final Attempt attempt;

    /** Completes when no step may begin any more. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Completes when what the node answers can be trusted. */
    private final CompletableFuture<Void> trusted = new CompletableFuture<>();

    /** Completes when it is written down what became of the node that was sent to sleep. */
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    Transaction(SleepEngine engine, SleepRequest request, SleepSettings settings) {
        this.engine = requireNonNull(engine, "engine is null");
        this.request = requireNonNull(request, "request is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.node = request.node();
        this.course = new Course(node.name());
        this.draft = new ReportDraft(id, request);
        this.journal = new SleepJournal(engine, request, id);
        Undoing undoing = new Undoing(engine.patience(), engine.continuations(), journal);
        this.conclusion = new Conclusion(engine, request, journal, undoing);
        this.departure = new Departure(engine, node, settings, this);
        this.attempt = new Attempt(this, undoing);
    }

    String id() {
        return id;
    }

    SleepEngine engine() {
        return engine;
    }

    SleepRequest request() {
        return request;
    }

    SleepSettings settings() {
        return settings;
    }

    ReportDraft draft() {
        return draft;
    }

    SleepJournal journal() {
        return journal;
    }

    Attempt attempt() {
        return attempt;
    }

    CompletableFuture<Void> over() {
        return over;
    }

    /**
     * @throws RequestFailure when it is over without a sleeping node
     */
    void goOn() {
        course.goOn();
    }

    /** As the work ends, or fails as soon as the transaction is called off. */
    <T> CompletableFuture<T> whileOpen(CompletableFuture<T> work) {
        CompletableFuture<T> result = work.copy();
        var unused =
                over.thenRun(this::goOn)
                        .exceptionally(
                                error -> {
                                    result.completeExceptionally(error);
                                    return null;
                                });
        return result;
    }

    /** Ends it before the point of no return; does nothing after it. */
    void callOff(Outcome how) {
        if (course.callOff(how)) {
            calledOff(engine.patience().leftover());
        }
    }

    /** As the host stops. A node that is going down already is left to the next start. */
    void stop() {
        String reason = "the host is stopping";
        if (course.stop(reason)) {
            conclusion.interrupt(reason);
            departure.stop();
            settled.complete(null);
        }
        calledOff(engine.patience().leftoverAtStop());
    }

    /**
     * Somebody needs the node.
     *
     * @return completes when what it answers can be trusted
     */
    CompletableFuture<Void> wanted(String who) {
        return switch (course.want(who)) {
            case WAIT -> trusted.copy();
            case FREE -> CompletableFuture.completedFuture(null);
            case CALLED_OFF -> {
                calledOff(engine.patience().leftover());
                yield CompletableFuture.completedFuture(null);
            }
        };
    }

    private void calledOff(Duration leftover) {
        over.complete(null);
        trusted.complete(null);
        endLater(leftover);
    }

    /** The route ends by itself, but for a step in it that does not hear of the end. */
    private void endLater(Duration leftover) {
        try {
            var unused =
                    engine.scheduler()
                            .schedule(() -> end(null), leftover.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The host stops, nothing is taken back any more: node={}", node.name(), e);
        }
    }

    boolean isGoingDown() {
        return course.isGoingDown();
    }

    /**
     * Passes the point of no return and sends the node to sleep.
     *
     * @return completes when it took the order, fails when it does not
     * @throws RequestFailure when somebody needs the node
     */
    CompletableFuture<Void> depart() {
        if (!course.leave(() -> engine.surroundings().whoNeeds(node))) {
            calledOff(engine.patience().leftover());
            goOn();
        }
        var unused = departure.result().thenAccept(this::settle);
        engine.scheduler().execute(departure::begin);
        return departure.sent().thenRun(this::goOn);
    }

    /** Completes when the node that was sent to sleep does; fails when it does not. */
    CompletableFuture<Void> asleep() {
        return settled.thenRun(this::goOn);
    }

    @Override
    public void accepted(String detail) {
        attempt.done(SuspendNode.STEP, detail);
    }

    @Override
    public boolean isWanted() {
        return course.isWanted();
    }

    @Override
    public void trusted() {
        trusted.complete(null);
    }

    private void settle(Departure.Result result) {
        Outcome outcome =
                course.settle(result, () -> engine.surroundings().states().saw(node, State.ASLEEP));
        trusted.complete(null);
        CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
        if (result instanceof Departure.Result.Asleep down && outcome instanceof Outcome.Asleep) {
            draft.note("node.asleep", "silent for " + DurationText.of(down.silent()));
            written = journal.asleep(down.after());
            conclusion.conclude(draft.with(outcome));
        } else if (course.routeEnded()) {
            conclusion.conclude(draft.with(outcome));
        } else {
            endLater(engine.patience().leftover());
        }
        var unused = written.whenComplete((done, error) -> settled.complete(null));
    }

    /**
     * The route has ended. The first call decides how, if nothing else has.
     *
     * @param failure why the route failed; null: it did not
     */
    SleepReport end(@Nullable String failure) {
        String reason = failure == null ? ROUTE_ENDED : failure;
        boolean planned = attempt.dryRun() && failure == null;
        Optional<Outcome> outcome =
                course.end(() -> planned ? draft.planned() : new Outcome.Failed(reason));
        over.complete(null);
        if (outcome.isEmpty()) {
            return draft.with(new Outcome.Failed(reason + "; whether it sleeps is looked for"));
        }
        SleepReport report = draft.with(outcome.get());
        conclusion.conclude(report);
        return report;
    }

    /** It never began. */
    void discard() {
        conclusion.discard();
    }

    /** Completes when all that was to be taken back is, or could not be. */
    CompletableFuture<Void> finished() {
        return conclusion.finished();
    }
}
