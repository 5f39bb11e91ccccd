package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the body a list of the names of the nodes whose BMCs are to be polled now, mostly an empty
 * one. Thread-safe.
 */
public final class FindDueBmcs implements Processor {
    private final BmcPolls polls;

    /** Asks {@code polls} at each exchange. */
    public FindDueBmcs(BmcPolls polls) {
        this.polls = requireNonNull(polls, "polls is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(polls.due());
    }
}
