package io.vmstation.wake;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Counts the request as served: by a node that was awake, was woken for it, or was being woken for
 * somebody else. Requests that end in any other way are counted without this step. Thread-safe.
 */
public final class RecordWake implements Processor {
    @Override
    public void process(Exchange exchange) {
        AwaitStep.attempt(exchange).served();
    }
}
