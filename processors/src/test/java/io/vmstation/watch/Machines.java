package io.vmstation.watch;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import java.util.Arrays;

/** Nodes of which only the name matters. */
final class Machines {
    private Machines() {}

    static Node node(String name) {
        return TestNode.named(name).build();
    }

    static Nodes nodes(String... names) {
        return new Nodes(Arrays.stream(names).map(Machines::node).toList());
    }
}
