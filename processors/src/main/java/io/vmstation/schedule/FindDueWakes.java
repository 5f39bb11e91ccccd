package io.vmstation.schedule;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the body a list of the names of the nodes whose cron lines fell due since the last time,
 * mostly an empty one. Thread-safe.
 */
public final class FindDueWakes implements Processor {
    private final DueWakes wakes;

    /** Asks {@code wakes} at each exchange. */
    public FindDueWakes(DueWakes wakes) {
        this.wakes = requireNonNull(wakes, "wakes is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(wakes.look());
    }
}
