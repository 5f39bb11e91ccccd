package io.vmstation.kube;

import io.vmstation.spi.ExchangeVariables;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the pods away from the node that is to sleep. There is no cluster configuration yet: the
 * step lets every node pass. Thread-safe.
 */
public final class DrainNode implements Processor {
    private static final Logger log = LoggerFactory.getLogger(DrainNode.class);

    @Override
    public void process(Exchange exchange) {
        log.debug(
                "Nothing to drain, no cluster is configured: node={}",
                exchange.getVariable(ExchangeVariables.NODE, String.class));
    }
}
