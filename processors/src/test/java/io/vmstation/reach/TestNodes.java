package io.vmstation.reach;

import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.SourceRules;
import io.vmstation.node.WakeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes with nothing but addresses and services. */
final class TestNodes {
    private TestNodes() {}

    static Node node(List<String> addresses, Service... services) {
        return new Node(
                "storage",
                addresses,
                List.of(),
                Optional.empty(),
                List.of(services),
                new WakeSettings(
                        List.of("magic-packet"),
                        List.of(9),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Duration.ofMinutes(3)),
                List.of(),
                new SourceRules(List.of(), List.of()),
                Optional.empty(),
                Map.of());
    }

    static Service tcp(int port) {
        return new Service("service", port, new Readiness.Tcp());
    }
}
