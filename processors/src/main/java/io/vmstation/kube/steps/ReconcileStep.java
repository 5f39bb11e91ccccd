package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A step of a run over a cluster. Passes when it is clear already how the run ends. What it does it
 * does on a thread of reconciling, where it may block; an API server that does not answer ends the
 * run, and is no failure of the route. Thread-safe.
 */
abstract class ReconcileStep extends AsyncProcessorSupport {
    private static final int RETRY_AFTER_SECONDS = 60;

    private final Executor threads;

    ReconcileStep(Executor threads) {
        this.threads = requireNonNull(threads, "threads is null");
    }

    /** Does it; may block. */
    abstract void take(ReconcileRun run);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        ReconcileRun run = exchange.getVariable(ExchangeVariables.RECONCILE, ReconcileRun.class);
        if (run == null) {
            exchange.setException(
                    new RequestFailure(
                            "the step loadDesired must come before this one", RETRY_AFTER_SECONDS));
            callback.done(true);
            return true;
        }
        if (run.endIfUnwanted()) {
            callback.done(true);
            return true;
        }
        try {
            threads.execute(
                    () -> {
                        if (!run.endIfUnwanted()) {
                            attempt(exchange, run);
                        }
                        callback.done(false);
                    });
            return false;
        } catch (RejectedExecutionException e) {
            run.end(Result.SUPERSEDED, List.of());
            callback.done(true);
            return true;
        }
    }

    private void attempt(Exchange exchange, ReconcileRun run) {
        try {
            take(run);
        } catch (KubeApiException e) {
            broke(run, e.retryAfter(), sentence(run, e));
        } catch (RequestFailure e) {
            broke(run, Optional.empty(), "cluster " + run.cluster().name() + ": " + e.getMessage());
        } catch (Throwable e) {
            // An error, too: a route that never ends would keep its cluster from being looked at.
            exchange.setException(e);
        }
    }

    /** What was broken off since nobody wants the run any more says nothing about the cluster. */
    private static void broke(ReconcileRun run, Optional<Duration> retryAfter, String why) {
        if (!run.endIfUnwanted()) {
            run.comeAgain(retryAfter);
            run.end(Result.AWAY, List.of(why));
        }
    }

    static String sentence(ReconcileRun run, KubeApiException failure) {
        String why = String.valueOf(failure.getMessage());
        return failure.code() == 0
                ? "cluster %s: its API does not answer: %s".formatted(run.cluster().name(), why)
                : "cluster %s: its API says no (%d): %s"
                        .formatted(run.cluster().name(), failure.code(), why);
    }
}
