package io.vmstation.kube;

import io.vmstation.spi.ExchangeVariables;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the woken node schedulable again. There is no cluster configuration yet, and so nothing of
 * ours that could be cordoned: the step lets every node pass. Thread-safe.
 */
public final class UncordonNode implements Processor {
    private static final Logger log = LoggerFactory.getLogger(UncordonNode.class);

    @Override
    public void process(Exchange exchange) {
        log.debug(
                "Nothing to uncordon, no cluster is configured: node={}",
                exchange.getVariable(ExchangeVariables.NODE, String.class));
    }
}
