package io.vmstation.ipmi.power;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.ClientConnections;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Verdicts;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What orders to machines work with.
 *
 * @param nodes the site as it is now
 * @param states learns of machines of which nobody knows any more what they do
 * @param verdicts what the sleep checks said last
 * @param clients whom the relay holds or serves
 * @param waking whether a wake of the node is under way
 * @param goingToSleep whether it is being put to sleep
 * @param own whether it is the machine that this process runs on
 * @param events the ledger
 */
public record PowerSurroundings(
        Supplier<Nodes> nodes,
        NodeStates states,
        Verdicts verdicts,
        ClientConnections clients,
        Predicate<Node> waking,
        Predicate<Node> goingToSleep,
        Predicate<Node> own,
        Events events) {
    public PowerSurroundings {
        requireNonNull(nodes, "nodes is null");
        requireNonNull(states, "states is null");
        requireNonNull(verdicts, "verdicts is null");
        requireNonNull(clients, "clients is null");
        requireNonNull(waking, "waking is null");
        requireNonNull(goingToSleep, "goingToSleep is null");
        requireNonNull(own, "own is null");
        requireNonNull(events, "events is null");
    }
}
