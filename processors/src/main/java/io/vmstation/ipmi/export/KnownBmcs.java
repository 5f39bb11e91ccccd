package io.vmstation.ipmi.export;

import io.vmstation.node.Bmc;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The BMCs of nodes that are reached over the network. Immutable. */
final class KnownBmcs {
    /** By custom. */
    static final int PORT = 623;

    private final List<Node> nodes;

    KnownBmcs(Nodes all) {
        this.nodes = all.all().stream().filter(node -> lan(node).isPresent()).toList();
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /**
     * The node whose BMC is there.
     *
     * @param port absent: the one at the usual port is meant, or else the only one there is
     */
    Optional<Node> at(InetAddress address, Optional<Integer> port) {
        List<Node> there =
                nodes.stream()
                        .filter(node -> isAt(node, address))
                        .filter(node -> port.isEmpty() || port(node) == port.get())
                        .toList();
        return there.size() == 1
                ? Optional.of(there.get(0))
                : there.stream().filter(node -> port(node) == port.orElse(PORT)).findFirst();
    }

    private static boolean isAt(Node node, InetAddress address) {
        return lan(node)
                .filter(lan -> Network.parseAddress(lan.address()).equals(address))
                .isPresent();
    }

    private static int port(Node node) {
        return lan(node).map(Bmc.Lan::port).orElse(PORT);
    }

    private static Optional<Bmc.Lan> lan(Node node) {
        return node.bmc().flatMap(Bmc::lan);
    }
}
