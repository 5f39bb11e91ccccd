package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the body a list of the names of the clusters that are due now, mostly an empty one.
 * Thread-safe.
 */
public final class FindDueClusters implements Processor {
    private final Supplier<List<String>> due;

    /**
     * @param due those that are due now; asked at each exchange, never blocks
     */
    public FindDueClusters(Supplier<List<String>> due) {
        this.due = requireNonNull(due, "due is null");
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(due.get());
    }
}
