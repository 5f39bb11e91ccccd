package io.vmstation.wake;

import io.vmstation.spi.RequestFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** A step of a route that waits without a thread. */
abstract class AwaitStep extends AsyncProcessorSupport {
    private static final String ATTEMPT = "wakeAttempt";

    /** What to wait for; its failure is the exchange's. */
    abstract CompletableFuture<?> begin(Exchange exchange);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<?> future;
        try {
            future = begin(exchange);
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (future.isDone() && !future.isCompletedExceptionally()) {
            callback.done(true);
            return true;
        }
        var unused =
                future.whenComplete(
                        (value, error) -> {
                            if (error != null) {
                                exchange.setException(unwrapped(error));
                            }
                            callback.done(false);
                        });
        return false;
    }

    /** The attempt that {@code joinWake} began. */
    static Attempt attempt(Exchange exchange) {
        @Nullable Attempt attempt = exchange.getProperty(ATTEMPT, Attempt.class);
        if (attempt == null) {
            throw new RequestFailure("the step joinWake must come before this one", 30);
        }
        return attempt;
    }

    static void keep(Exchange exchange, Attempt attempt) {
        exchange.setProperty(ATTEMPT, attempt);
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }
}
