package io.vmstation.kube;

import io.vmstation.spi.ExchangeVariables;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps new pods from the node that is to sleep. There is no cluster configuration yet: the step
 * lets every node pass. Thread-safe.
 */
public final class CordonNode implements Processor {
    private static final Logger log = LoggerFactory.getLogger(CordonNode.class);

    @Override
    public void process(Exchange exchange) {
        log.debug(
                "Nothing to cordon, no cluster is configured: node={}",
                exchange.getVariable(ExchangeVariables.NODE, String.class));
    }
}
