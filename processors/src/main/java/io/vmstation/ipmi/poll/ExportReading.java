package io.vmstation.ipmi.poll;

import static java.util.Objects.requireNonNull;

import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.ExchangeVariables;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the body, a {@link BmcReading}, the latest reading of the node that the variable {@code
 * node} names, for whoever shows readings. Another body is left alone. Thread-safe.
 */
public final class ExportReading implements Processor {
    private final LatestReadings readings;
    private final Supplier<Nodes> nodes;

    /**
     * @param nodes the site as it is now
     */
    public ExportReading(LatestReadings readings, Supplier<Nodes> nodes) {
        this.readings = requireNonNull(readings, "readings is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
    }

    @Override
    public void process(Exchange exchange) {
        String node = exchange.getVariable(ExchangeVariables.NODE, String.class);
        if (node == null || !(exchange.getMessage().getBody() instanceof BmcReading reading)) {
            return;
        }
        readings.note(node, reading);
        // Looked at afterwards: it may be taken out of the site at this very moment.
        if (nodes.get().find(node).flatMap(Node::bmc).isEmpty()) {
            readings.forget(node);
        }
    }
}
