package io.vmstation.wake;

import io.vmstation.node.Service;
import io.vmstation.spi.NodeActivity;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's part in a wake. Its futures complete on threads that may run a route's next steps,
 * and fail with a {@link WakeFailure}. Thread-safe.
 */
public final class Attempt {
    private final WakeRequest request;
    private final Flight flight;
    private final boolean first;
    private final Executor engine;
    private final Executor continuations;
    private final WakeMetrics metrics;
    private final NodeActivity activity;
    private final Runnable released;
    private final AtomicBoolean finished = new AtomicBoolean();

    Attempt(
            WakeRequest request,
            Flight flight,
            boolean first,
            Engine engine,
            Executor continuations,
            Runnable released) {
        this.request = request;
        this.flight = flight;
        this.first = first;
        this.engine = engine.scheduler();
        this.continuations = continuations;
        this.metrics = engine.metrics();
        this.activity = engine.activity();
        this.released = released;
        metrics.waits(request.node().name(), 1);
    }

    /** Who asked for what. */
    public WakeRequest request() {
        return request;
    }

    /**
     * Identifies the wake that it is part of; the ledger knows of it only if the node turns out to
     * need it. Absent when the request must not wake anything.
     */
    public Optional<String> wake() {
        return flight.id();
    }

    /** Lets packets go out if the node turns out to need them. Returns at once; may be repeated. */
    public void send() {
        engine.execute(flight::send);
    }

    /** Completes when the machine answers. */
    public CompletableFuture<Void> addressAnswers() {
        return onEngine(flight::address);
    }

    /** Completes with the place where the service that was asked for is ready. */
    public CompletableFuture<InetSocketAddress> serviceReady() {
        Optional<Service> service = request.service();
        return onEngine(() -> flight.ready(service));
    }

    /** The request was served. Only the first call of this or {@link #abandoned} counts. */
    public void served() {
        if (finished.compareAndSet(false, true)) {
            engine.execute(
                    () -> {
                        WakeOutcome.Served outcome = flight.outcome(first);
                        count(outcome);
                        noteUse(outcome);
                    });
        }
    }

    /** Who must not wake a node does not keep it awake either: scrapers ask for ever. */
    private void noteUse(WakeOutcome.Served outcome) {
        if (request.refusal().isEmpty()) {
            String source = request.source().isEmpty() ? "somebody" : request.source();
            String who = source + " (" + request.cause() + ")";
            boolean awake = outcome instanceof WakeOutcome.Awake;
            activity.used(
                    request.node().name(), awake ? who + " asked for it" : "the wake for " + who);
        }
    }

    /**
     * The request ended without being served.
     *
     * @param reason what ended it
     */
    public void abandoned(Throwable reason) {
        if (finished.compareAndSet(false, true)) {
            count(
                    reason instanceof WakeFailure failure
                            ? failure.outcome()
                            : new WakeOutcome.Failed(String.valueOf(reason.getMessage()), 1));
        }
    }

    private void count(WakeOutcome outcome) {
        released.run();
        metrics.waits(request.node().name(), -1);
        metrics.finished(request, outcome);
    }

    private <T> CompletableFuture<T> onEngine(Supplier<CompletableFuture<T>> ask) {
        CompletableFuture<T> result = new CompletableFuture<>();
        engine.execute(() -> ask(ask, result));
        return result;
    }

    private <T> void ask(Supplier<CompletableFuture<T>> ask, CompletableFuture<T> result) {
        try {
            var unused =
                    ask.get()
                            .whenComplete(
                                    (value, error) -> goOn(() -> settle(result, value, error)));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private void goOn(Runnable settling) {
        try {
            continuations.execute(settling);
        } catch (RejectedExecutionException e) {
            // The host stops: better on this thread than never.
            settling.run();
        }
    }

    private static <T> void settle(
            CompletableFuture<T> result, @Nullable T value, @Nullable Throwable error) {
        if (error == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(
                    error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error);
        }
    }
}
