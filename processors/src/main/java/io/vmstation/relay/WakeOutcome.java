package io.vmstation.relay;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;

/** What the route that a client started came to. */
sealed interface WakeOutcome {

    /** Seconds after which a client may ask again when the route does not say. */
    int RETRY_AFTER_SECONDS = 30;

    /** The service was found ready. */
    record Ready(Target target) implements WakeOutcome {}

    /**
     * It did not work out.
     *
     * @param reason one sentence that a stranger may read
     * @param retryAfterSeconds at least 1
     */
    record Failed(String reason, int retryAfterSeconds) implements WakeOutcome {}

    /** The route was stopped or replaced on the way, so nothing is known. */
    record Interrupted() implements WakeOutcome {}

    /** Reads the outcome from a completed exchange; texts of unknown exceptions stay inside. */
    static WakeOutcome of(Exchange exchange) {
        int retryAfter = retryAfterOf(exchange);
        if (exchange.getException() instanceof RequestFailure failure) {
            return new Failed(
                    String.valueOf(failure.getMessage()), Math.max(1, failure.retryAfterSeconds()));
        }
        // Camel's answer to an exchange that comes back to a route that is no longer there.
        boolean interrupted = exchange.getException() instanceof RejectedExecutionException;
        if (exchange.getException() != null && !interrupted) {
            return unserved(retryAfter);
        }
        Optional<String> failure = text(exchange, ExchangeVariables.FAILURE);
        if (failure.isPresent()) {
            return new Failed(failure.get(), retryAfter);
        }
        Optional<String> target = text(exchange, ExchangeVariables.TARGET);
        if (target.isPresent()) {
            return new Ready(Target.parse(target.get()));
        }
        return interrupted ? new Interrupted() : unserved(retryAfter);
    }

    /** A failure that says no more than that. */
    static Failed unserved(int retryAfterSeconds) {
        return new Failed("The machine behind this address is not available.", retryAfterSeconds);
    }

    private static Optional<String> text(Exchange exchange, String variable) {
        return Optional.ofNullable(exchange.getVariable(variable, String.class))
                .filter(value -> !value.isBlank());
    }

    private static int retryAfterOf(Exchange exchange) {
        Integer seconds = exchange.getVariable(ExchangeVariables.RETRY_AFTER, Integer.class);
        return seconds == null ? RETRY_AFTER_SECONDS : Math.max(1, seconds);
    }
}
