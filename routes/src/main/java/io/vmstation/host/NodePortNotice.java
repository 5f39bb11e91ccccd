package io.vmstation.host;

import io.vmstation.kube.NodePorts;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says so when a listener waits at a port that kube-proxy answers first. */
final class NodePortNotice {
    private static final Logger log = LoggerFactory.getLogger(NodePortNotice.class);

    private final NodePorts nodePorts;

    NodePortNotice(NodePorts nodePorts) {
        this.nodePorts = nodePorts;
    }

    /**
     * Checks, some time after it returns.
     *
     * @param listeners address of each listening route by its id
     */
    void check(Map<String, String> listeners) {
        if (listeners.isEmpty()) {
            return;
        }
        var unused =
                nodePorts
                        .taken()
                        .thenAccept(
                                taken ->
                                        listeners.forEach(
                                                (route, address) ->
                                                        warn(
                                                                route,
                                                                Listeners.port(address),
                                                                taken)));
    }

    private static void warn(String route, int port, List<Integer> taken) {
        if (taken.contains(port)) {
            log.warn(
                    "Port {} is a NodePort of this Kubernetes node, kube-proxy answers it before"
                            + " route {} can: let the route listen on another port, or on an address"
                            + " that kube-proxy does not serve (its option --nodeport-addresses)",
                    port,
                    route);
        }
    }
}
