package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Nodes;
import io.vmstation.spi.ExchangeVariables;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets pods onto the woken node again, once the cluster calls it ready, and gives it back what it
 * ran before it slept; only if it was us who cordoned it. Begins that, or joins what is under way,
 * and goes on at once: no client waits for Kubernetes. Thread-safe.
 */
public final class UncordonNode implements Processor {
    private static final Logger log = LoggerFactory.getLogger(UncordonNode.class);

    private final Supplier<Nodes> nodes;
    private final CordonKeeper keeper;

    /**
     * @param nodes the site as it is now
     */
    public UncordonNode(Supplier<Nodes> nodes, CordonKeeper keeper) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.keeper = requireNonNull(keeper, "keeper is null");
    }

    @Override
    public void process(Exchange exchange) {
        if (!keeper.enabled()) {
            log.debug("Nothing to uncordon, kubernetes.enabled is false");
            return;
        }
        nodes.get()
                .find(text(exchange, ExchangeVariables.NODE))
                .ifPresent(
                        node ->
                                keeper.woke(
                                        node,
                                        text(exchange, ExchangeVariables.CAUSE),
                                        text(exchange, ExchangeVariables.SOURCE)));
    }

    private static String text(Exchange exchange, String variable) {
        return exchange.getVariable(variable, "", String.class);
    }
}
