package io.vmstation.api;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the description of the API itself. Thread-safe. */
public final class ShowContract implements Processor {
    private final String contract;

    /**
     * @param contract OpenAPI in YAML
     */
    public ShowContract(String contract) {
        this.contract = requireNonNull(contract, "contract is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/yaml");
        exchange.getMessage().setBody(contract);
    }
}
