package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Cause;
import io.vmstation.kube.follow.Turn;
import io.vmstation.kube.reconcile.DesiredSource;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.kube.steps.RunTurns.Admission;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Begins a run over the cluster that the variable {@code cluster} names, when its turn has come,
 * and reads what the cluster should hold. When the run of somebody else has done what was asked
 * for, leaves how that ended in the variable {@code reconcileReport} and ends the route. Fails with
 * a {@link RequestFailure} when there is nothing to be run. Thread-safe; holds no thread while it
 * waits.
 */
public final class LoadDesired extends AsyncProcessorSupport {
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Supplier<List<ReconciledCluster>> clusters;
    private final RunRules rules;
    private final RunTurns turns;
    private final DesiredSource source;
    private final RunRecords records;
    private final ReconcileThreads threads;

    /**
     * @param clusters as configured now
     * @param rules who may run, and when that makes no sense
     * @param turns let one run at a time through
     * @param source reads the files
     * @param records keep how runs ended
     */
    public LoadDesired(
            Supplier<List<ReconciledCluster>> clusters,
            RunRules rules,
            RunTurns turns,
            DesiredSource source,
            RunRecords records,
            ReconcileThreads threads) {
        this.clusters = requireNonNull(clusters, "clusters is null");
        this.rules = requireNonNull(rules, "rules is null");
        this.turns = requireNonNull(turns, "turns is null");
        this.source = requireNonNull(source, "source is null");
        this.records = requireNonNull(records, "records is null");
        this.threads = requireNonNull(threads, "threads is null");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        exchange.removeVariable(ExchangeVariables.RECONCILE);
        exchange.removeVariable(ExchangeVariables.RECONCILED);
        boolean dryRun =
                Boolean.TRUE.equals(exchange.getVariable(ExchangeVariables.DRY_RUN, Boolean.class));
        try {
            ReconciledCluster cluster = cluster(exchange);
            rules.check(cluster, dryRun);
            var unused =
                    turns.ask(cluster.name(), cause(exchange), dryRun)
                            .whenComplete(
                                    (admission, error) -> {
                                        if (error != null) {
                                            exchange.setException(error);
                                            callback.done(false);
                                        } else {
                                            admitted(exchange, callback, admission, dryRun);
                                        }
                                    });
            return false;
        } catch (RuntimeException e) {
            if (cause(exchange) == Cause.SCHEDULE) {
                turns.decline(text(exchange, ExchangeVariables.CLUSTER));
            }
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private ReconciledCluster cluster(Exchange exchange) {
        String name = text(exchange, ExchangeVariables.CLUSTER);
        return clusters.get().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RequestFailure(
                                        "There is no cluster \"%s\": add it to config/clusters.yaml"
                                                .formatted(name),
                                        RETRY_AFTER_SECONDS));
    }

    private static Cause cause(Exchange exchange) {
        String word = text(exchange, ExchangeVariables.CAUSE);
        return Stream.of(Cause.values())
                .filter(cause -> cause.word().equals(word))
                .findFirst()
                .orElse(Cause.API);
    }

    private void admitted(
            Exchange exchange, AsyncCallback callback, Admission admission, boolean dryRun) {
        if (admission.turn().isEmpty()) {
            admission
                    .shared()
                    .ifPresentOrElse(
                            run -> exchange.setVariable(ExchangeVariables.RECONCILED, run),
                            () -> exchange.setException(broken()));
            exchange.setRouteStop(true);
            callback.done(false);
            return;
        }
        Turn turn = admission.turn().get();
        ReconcileRun run = run(exchange, turn, dryRun);
        exchange.setVariable(ExchangeVariables.RECONCILE, run);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange done) {
                                handBack(turn, run);
                            }
                        });
        try {
            threads.execute(
                    () -> {
                        begin(exchange, run);
                        callback.done(false);
                    });
        } catch (RejectedExecutionException e) {
            run.end(Result.SUPERSEDED, List.of());
            callback.done(false);
        }
    }

    private ReconcileRun run(Exchange exchange, Turn turn, boolean dryRun) {
        String asked = text(exchange, ExchangeVariables.CAUSE);
        // What was due is due for a reason that the route that looks at the clock cannot know.
        String cause = asked.equals(Cause.SCHEDULE.word()) ? turn.cause().word() : asked;
        return new ReconcileRun(
                turn.cluster(),
                new ReconcileRun.Request(cause, text(exchange, ExchangeVariables.SOURCE), dryRun),
                turn.stop());
    }

    private void begin(Exchange exchange, ReconcileRun run) {
        try {
            if (threads.isStopping() || run.endIfUnwanted()) {
                run.end(Result.SUPERSEDED, List.of());
                return;
            }
            rules.begin(run);
            if (!run.isOver()) {
                run.endWhen(() -> rules.isUnwanted(run));
                run.note(source.read(run.cluster()));
            }
        } catch (Throwable e) {
            // An error, too: a route that never ends would keep its cluster from being looked at.
            exchange.setException(e);
        }
    }

    /** Whatever has become of it, the next one must be let in. */
    private void handBack(Turn turn, ReconcileRun run) {
        boolean dryRun = run.request().dryRun();
        if (run.recorded().isEmpty()) {
            records.broke(run);
        }
        turns.ended(
                turn,
                run.recorded().map(RunRecords.Recorded::report),
                run.recorded().map(RunRecords.Recorded::words),
                run.retryAfter(),
                dryRun);
    }

    private static RequestFailure broken() {
        return new RequestFailure(
                "The run broke off: the log says why, or the cluster is not there any more",
                RETRY_AFTER_SECONDS);
    }

    private static String text(Exchange exchange, String variable) {
        String value = exchange.getVariable(variable, String.class);
        return value == null ? "" : value;
    }
}
