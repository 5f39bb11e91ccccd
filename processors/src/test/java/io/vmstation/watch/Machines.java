package io.vmstation.watch;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SourceRules;
import io.vmstation.node.WakeSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes of which only the name matters. */
final class Machines {
    private Machines() {}

    static Node node(String name) {
        return new Node(
                name,
                List.of("192.0.2.1"),
                List.of(),
                Optional.empty(),
                List.of(),
                new WakeSettings(
                        List.of("magic-packet"),
                        List.of(9),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Duration.ofMinutes(3)),
                List.of(),
                SourceRules.EVERYBODY,
                Optional.empty(),
                Map.of());
    }

    static Nodes nodes(String... names) {
        return new Nodes(Arrays.stream(names).map(Machines::node).toList());
    }
}
