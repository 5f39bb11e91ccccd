package io.vmstation.ipmi.push;

import static java.util.Objects.requireNonNull;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Sends what {@code collectReadings} has made the body to the receivers. Goes on when all is sent,
 * or when a receiver has to be left alone for a while; what waits for it is then sent in the
 * background. While it is still at it, further exchanges pass at once. Thread-safe; holds no thread
 * of the route.
 */
public final class PushReadings extends AsyncProcessorSupport {
    private final Push push;

    /** Sends by {@code push}. */
    public PushReadings(Push push) {
        this.push = requireNonNull(push, "push is null");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CollectedReadings collected = exchange.getMessage().getBody(CollectedReadings.class);
        if (collected == null) {
            exchange.setException(
                    new IllegalStateException("the step collectReadings must come before this"));
            callback.done(true);
            return true;
        }
        var unused =
                push.push(collected)
                        .whenComplete(
                                (nothing, failure) -> {
                                    if (failure != null) {
                                        exchange.setException(failure);
                                    }
                                    callback.done(false);
                                });
        return false;
    }
}
