package io.vmstation.reach;

import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.TestNode;
import java.util.List;

/** Nodes with nothing but addresses and services. */
final class TestNodes {
    private TestNodes() {}

    static Node node(List<String> addresses, Service... services) {
        return TestNode.named("storage").addresses(addresses).services(services).build();
    }

    static Service tcp(int port) {
        return new Service("service", port, new Readiness.Tcp());
    }
}
