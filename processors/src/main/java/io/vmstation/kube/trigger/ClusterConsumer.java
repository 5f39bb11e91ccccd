package io.vmstation.kube.trigger;

import io.vmstation.kube.trigger.ClusterTriggers.Signal;
import io.vmstation.spi.ExchangeVariables;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Starts its route when something is noticed, and never waits for the route. */
final class ClusterConsumer extends DefaultConsumer {
    private final Signal signal;
    private @Nullable Runnable end;

    ClusterConsumer(ClusterEndpoint endpoint, Processor processor, Signal signal) {
        super(endpoint, processor);
        this.signal = signal;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ClusterTriggers triggers =
                getEndpoint()
                        .getCamelContext()
                        .getRegistry()
                        .findByType(ClusterTriggers.class)
                        .stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the registry has no " + ClusterTriggers.class));
        end = triggers.listen(signal, this::begin);
    }

    @Override
    protected void doStop() throws Exception {
        if (end != null) {
            end.run();
            end = null;
        }
        super.doStop();
    }

    private void begin(String cluster, Set<String> what) {
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOnly);
        exchange.getMessage().setBody(what);
        exchange.setVariable(ExchangeVariables.CLUSTER, cluster);
        getAsyncProcessor()
                .process(
                        exchange,
                        doneSync -> {
                            if (exchange.getException() != null) {
                                getExceptionHandler()
                                        .handleException(
                                                "A change of a cluster could not be handled",
                                                exchange,
                                                exchange.getException());
                            }
                            releaseExchange(exchange, false);
                        });
    }
}
