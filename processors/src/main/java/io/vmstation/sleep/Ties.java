package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SourceRules.Verdict.Allowed;
import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Verdict.Hold;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What ties a node to others: nodes that depend on it and are not asleep, and this very process
 * when it runs on the node. Thread-safe.
 */
public final class Ties {
    private final Supplier<Nodes> nodes;
    private final NodeStates states;
    private final ClientConnections clients;
    private final Predicate<Node> wanted;
    private final Predicate<InetAddress> local;

    /**
     * @param nodes the site as it is now
     * @param states what was last seen of the nodes
     * @param clients whom the relay holds or serves
     * @param wanted whether a request that may wake the node is under way
     */
    public Ties(
            Supplier<Nodes> nodes,
            NodeStates states,
            ClientConnections clients,
            Predicate<Node> wanted) {
        this(nodes, states, clients, wanted, Ties::isLocal);
    }

    /**
     * @param local whether an address is one of this machine
     */
    Ties(
            Supplier<Nodes> nodes,
            NodeStates states,
            ClientConnections clients,
            Predicate<Node> wanted,
            Predicate<InetAddress> local) {
        this.nodes = requireNonNull(nodes, "nodes is null");
        this.states = requireNonNull(states, "states is null");
        this.clients = requireNonNull(clients, "clients is null");
        this.wanted = requireNonNull(wanted, "wanted is null");
        this.local = requireNonNull(local, "local is null");
    }

    /** What of that keeps the node awake. */
    Stream<Hold> of(Node node) {
        return Stream.concat(
                ownMachine(node).stream(),
                nodes.get().all().stream()
                        .filter(other -> dependsOn(other, node))
                        .flatMap(other -> need(other).stream())
                        .map(reason -> new Hold("needed", reason, Optional.empty())));
    }

    private Optional<Hold> ownMachine(Node node) {
        boolean own = node.addresses().stream().anyMatch(this::isOwn);
        return own
                ? Optional.of(
                        new Hold(
                                "own-machine",
                                "VMStation itself runs on it: remove the key sleep of it",
                                Optional.empty()))
                : Optional.empty();
    }

    private boolean isOwn(String address) {
        try {
            return local.test(Network.parseAddress(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean dependsOn(Node other, Node node) {
        return other.dependsOn().stream().anyMatch(it -> it.node().equals(node.name()));
    }

    /** Why the dependent needs what it depends on, if it does. */
    private Optional<String> need(Node dependent) {
        String name = dependent.name();
        if (wanted.test(dependent)) {
            return Optional.of(name + " needs it and is wanted");
        }
        Optional<String> client =
                clients.of(name).stream()
                        .filter(c -> dependent.sources().judge(c.source()) instanceof Allowed)
                        .findFirst()
                        .map(c -> name + " needs it and has the client " + c.source());
        return client.or(() -> state(dependent));
    }

    private Optional<String> state(Node dependent) {
        String name = dependent.name();
        return switch (states.last(dependent)) {
            case AWAKE -> Optional.of(name + " needs it and is awake");
            case WAKING -> Optional.of(name + " needs it and is being woken");
            // Of a machine without an address nobody will ever know.
            case UNKNOWN ->
                    dependent.addresses().isEmpty()
                            ? Optional.empty()
                            : Optional.of(name + " needs it and nobody knows whether it sleeps");
            case ASLEEP, FAILED -> Optional.empty();
        };
    }

    /** Loopback is every machine's own, and so says nothing. */
    private static boolean isLocal(InetAddress address) {
        try {
            return !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
