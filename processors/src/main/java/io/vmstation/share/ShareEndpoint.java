package io.vmstation.share;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** A share whose use starts a route; see {@link ShareComponent}. */
final class ShareEndpoint extends DefaultEndpoint {
    private final ShareSettings settings;

    ShareEndpoint(String uri, ShareComponent component, ShareSettings settings) {
        super(uri, component);
        this.settings = settings;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("nothing can be sent to a share");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        ShareConsumer consumer = new ShareConsumer(this, processor, settings);
        configureConsumer(consumer);
        return consumer;
    }
}
