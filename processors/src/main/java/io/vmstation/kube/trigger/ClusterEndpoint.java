package io.vmstation.kube.trigger;

import io.vmstation.kube.trigger.ClusterTriggers.Signal;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** Something that is noticed of clusters; see {@link ClusterComponent}. */
final class ClusterEndpoint extends DefaultEndpoint {
    private final Signal signal;

    ClusterEndpoint(String uri, ClusterComponent component, Signal signal) {
        super(uri, component);
        this.signal = signal;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("nothing can be sent to a cluster");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        ClusterConsumer consumer = new ClusterConsumer(this, processor, signal);
        configureConsumer(consumer);
        return consumer;
    }
}
