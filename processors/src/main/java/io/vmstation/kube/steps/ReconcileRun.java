package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One run over one cluster, as it is handed from step to step. Each step adds to it what it found
 * out. Confined to one thread at a time.
 */
final class ReconcileRun {
    private static final ChangeSet NOTHING = new ChangeSet("", List.of(), "");

    private final ReconciledCluster cluster;
    private final Request request;
    private final BooleanSupplier superseded;
    private final Instant began = Instant.now();
    private final long start = System.nanoTime();
    private final List<String> problems = new ArrayList<>();
    private volatile BooleanSupplier unwanted = () -> false;
    private volatile boolean stopped;
    private Optional<DesiredState> desired = Optional.empty();
    private Optional<Plan> plan = Optional.empty();
    private Optional<Result> result = Optional.empty();
    private ChangeSet changes = NOTHING;
    private List<ObjectHealth> health = List.of();
    private Optional<Duration> retryAfter = Optional.empty();
    private Optional<RunRecords.Recorded> recorded = Optional.empty();

    /**
     * What is asked for.
     *
     * @param cause which trigger
     * @param source who
     * @param dryRun whether the cluster is only looked at
     */
    record Request(String cause, String source, boolean dryRun) {}

    /**
     * @param superseded whether a newer one is wanted
     */
    ReconcileRun(ReconciledCluster cluster, Request request, BooleanSupplier superseded) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.request = requireNonNull(request, "request is null");
        this.superseded = requireNonNull(superseded, "superseded is null");
    }

    ReconciledCluster cluster() {
        return cluster;
    }

    Request request() {
        return request;
    }

    /**
     * Whether nobody wants this run any more; asked between objects. Once it has said so it keeps
     * saying so: a lease that comes back does not make whole what was left out. Thread-safe.
     */
    BooleanSupplier stop() {
        return this::isStopped;
    }

    private boolean isStopped() {
        if (!stopped && (superseded.getAsBoolean() || unwanted.getAsBoolean())) {
            stopped = true;
        }
        return stopped;
    }

    /** Names a further reason to end before its time. */
    void endWhen(BooleanSupplier reason) {
        unwanted = reason;
    }

    /** Whether the cluster is only looked at: by request, or since nobody may touch it. */
    boolean isLookingOnly() {
        return request.dryRun() || cluster.mode() == Mode.OBSERVE;
    }

    /** Whether it is clear how it ends, so that steps that have not begun have nothing to do. */
    boolean isOver() {
        return result.isPresent();
    }

    /** Ends it before its time. */
    void end(Result how, List<String> why) {
        if (result.isEmpty()) {
            result = Optional.of(how);
            problems.addAll(why);
        }
    }

    /** Ends it when nobody wants it any more; tells whether that is so. */
    boolean endIfUnwanted() {
        if (!isOver() && stop().getAsBoolean()) {
            end(Result.SUPERSEDED, List.of());
        }
        return isOver();
    }

    void note(DesiredState state) {
        desired = Optional.of(state);
        changes = new ChangeSet(state.revision(), List.of(), "");
    }

    DesiredState desired() {
        return desired.orElseThrow(() -> new IllegalStateException("nothing was loaded"));
    }

    Optional<DesiredState> loaded() {
        return desired;
    }

    void note(Plan planned) {
        plan = Optional.of(planned);
        if (isLookingOnly()) {
            List<ObjectOutcome> all =
                    Stream.concat(
                                    planned.changes().stream().map(Plan.Change::outcome),
                                    planned.pruned().stream())
                            .toList();
            changes = new ChangeSet(planned.desired().revision(), all, planned.pruning());
        }
    }

    Plan plan() {
        return plan.orElseThrow(() -> new IllegalStateException("nothing was planned"));
    }

    void note(ChangeSet done) {
        changes = done;
    }

    ChangeSet changes() {
        return changes;
    }

    void note(List<ObjectHealth> judged) {
        health = judged;
    }

    /** Adds a sentence that does not end it. */
    void remark(String sentence) {
        problems.add(sentence);
    }

    /** The server said when to come again. */
    void comeAgain(Optional<Duration> after) {
        retryAfter = after;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** How it ended was kept. */
    void recorded(RunRecords.Recorded kept) {
        recorded = Optional.of(kept);
    }

    Optional<RunRecords.Recorded> recorded() {
        return recorded;
    }

    /** How it ended. */
    ReconcileReport report() {
        return new ReconcileReport(
                cluster.name(),
                began,
                Duration.ofNanos(System.nanoTime() - start),
                result.orElseGet(this::outcome),
                isLookingOnly(),
                changes,
                health,
                problems);
    }

    private Result outcome() {
        if (changes.count(Action.FAILED) > 0
                || (!isLookingOnly() && !changes.pruning().isEmpty())) {
            return Result.INCOMPLETE;
        }
        boolean differs =
                changes.count(Action.CREATED)
                                + changes.count(Action.CONFIGURED)
                                + changes.count(Action.DELETED)
                        > 0;
        return isLookingOnly() && differs ? Result.DRIFTED : Result.SYNCED;
    }
}
