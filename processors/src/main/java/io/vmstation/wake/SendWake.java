package io.vmstation.wake;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Lets the ladder of wake methods begin, unless the node turns out to be awake; it is climbed again
 * until something answers. Asking proves nothing: follow this step with {@code awaitAddress} or
 * {@code awaitService}. Thread-safe.
 */
public final class SendWake implements Processor {
    @Override
    public void process(Exchange exchange) {
        AwaitStep.attempt(exchange).send();
    }
}
