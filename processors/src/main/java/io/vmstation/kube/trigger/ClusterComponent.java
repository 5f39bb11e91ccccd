package io.vmstation.kube.trigger;

import io.vmstation.kube.trigger.ClusterTriggers.Signal;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code cluster}: {@code cluster:files} gives an exchange when files of a
 * cluster have changed, {@code cluster:drift} when somebody has changed its objects; the variable
 * {@code cluster} is set, and the body is a set of what has changed, for people. It finds what it
 * listens to, {@link ClusterTriggers}, in the registry when a route starts, so that routes can be
 * checked without a host.
 */
public final class ClusterComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        Signal signal =
                Signal.named(remaining)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "there is no signal \""
                                                        + remaining
                                                        + "\": write files or drift"));
        return new ClusterEndpoint(uri, this, signal);
    }
}
