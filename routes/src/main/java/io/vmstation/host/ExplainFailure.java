package io.vmstation.host;

import io.vmstation.spi.ExchangeVariables;
import io.vmstation.spi.RequestFailure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the exception of a failed request into the variables {@link ExchangeVariables#FAILURE} and
 * {@link ExchangeVariables#RETRY_AFTER}. A reason meant for the client is handed on; anything else
 * is a defect: it is logged once, with its place, and the client learns nothing of it.
 */
public final class ExplainFailure implements Processor {
    private static final Logger log = LoggerFactory.getLogger(ExplainFailure.class);
    private static final int RETRY_AFTER_A_DEFECT_SECONDS = 30;

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause instanceof RequestFailure failure) {
            explain(exchange, String.valueOf(failure.getMessage()), failure.retryAfterSeconds());
            return;
        }
        log.error(
                "A step failed: route={}, step={}, node={}",
                exchange.getProperty(Exchange.FAILURE_ROUTE_ID),
                exchange.getExchangeExtension().getHistoryNodeId(),
                exchange.getVariable(ExchangeVariables.NODE),
                cause);
        explain(exchange, "internal error, see the log", RETRY_AFTER_A_DEFECT_SECONDS);
    }

    private static void explain(Exchange exchange, String failure, int retryAfterSeconds) {
        exchange.setVariable(ExchangeVariables.FAILURE, failure);
        exchange.setVariable(ExchangeVariables.RETRY_AFTER, retryAfterSeconds);
    }
}
