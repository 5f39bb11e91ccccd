package io.vmstation.sleep;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepAttempt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** A step of the transaction: waits without a thread. */
abstract class SleepStep extends AsyncProcessorSupport {
    private static final int RETRY_AFTER_SECONDS = 60;

    /** What to wait for; its failure is the exchange's. */
    abstract CompletableFuture<?> begin(Transaction transaction, Exchange exchange);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        Transaction transaction;
        CompletableFuture<?> future;
        try {
            transaction = transaction(exchange);
            transaction.goOn();
            future = begin(transaction, exchange);
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        var unused =
                future.whenComplete(
                        (value, error) ->
                                continueOn(
                                        transaction,
                                        () -> {
                                            if (error != null) {
                                                exchange.setException(unwrapped(error));
                                            }
                                            callback.done(false);
                                        }));
        return false;
    }

    private static void continueOn(Transaction transaction, Runnable next) {
        try {
            transaction.engine().continuations().execute(next);
        } catch (RejectedExecutionException e) {
            // The host stops: better on this thread than never.
            next.run();
        }
    }

    private static Transaction transaction(Exchange exchange) {
        @Nullable SleepAttempt attempt =
                exchange.getVariable(ExchangeVariables.SLEEP, SleepAttempt.class);
        if (attempt instanceof Attempt ours) {
            return ours.transaction();
        }
        throw new RequestFailure(
                "the step beginSleep must come before this one", RETRY_AFTER_SECONDS);
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }
}
