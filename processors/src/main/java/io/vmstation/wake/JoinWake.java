package io.vmstation.wake;

import static java.util.Objects.requireNonNull;

import io.vmstation.spi.ExchangeVariables;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Joins the wake of the node that is under way, or starts one; looks whether the node is awake
 * already. Needs the step {@code resolveNode} before it. Thread-safe.
 */
public final class JoinWake extends AwaitStep {
    private final Wakes wakes;

    /** Joins the wakes of {@code wakes}. */
    public JoinWake(Wakes wakes) {
        this.wakes = requireNonNull(wakes, "wakes is null");
    }

    @Override
    CompletableFuture<?> begin(Exchange exchange) {
        return wakes.join(ResolveNode.request(exchange))
                .thenAccept(
                        attempt -> {
                            keep(exchange, attempt);
                            attempt.wake()
                                    .ifPresent(
                                            id -> exchange.setVariable(ExchangeVariables.WAKE, id));
                            exchange.getExchangeExtension().addOnCompletion(new End(attempt));
                        });
    }

    /** However the exchange ends, its attempt ends with it. */
    private record End(Attempt attempt) implements Synchronization {
        @Override
        public void onComplete(Exchange exchange) {
            onFailure(exchange);
        }

        @Override
        public void onFailure(Exchange exchange) {
            Throwable reason =
                    exchange.getException() == null
                            ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                            : exchange.getException();
            attempt.abandoned(reason == null ? new IllegalStateException("not recorded") : reason);
        }
    }
}
