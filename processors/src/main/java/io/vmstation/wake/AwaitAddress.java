package io.vmstation.wake;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/** Waits until the machine answers, or fails when its deadline is over. Thread-safe. */
public final class AwaitAddress extends AwaitStep {
    @Override
    CompletableFuture<?> begin(Exchange exchange) {
        return attempt(exchange).addressAnswers();
    }
}
