package io.vmstation.host;

import io.vmstation.kube.health.ExpectedAsleep;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.NodeStates;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which nodes sleep, for those who would miss them: those that are meant to. Of a node of which
 * nobody knows that, one that does not answer counts if it can be woken: it may have slept since
 * before this host was there. Any other that does not answer is broken.
 *
 * @param site as it is now
 * @param states what they were last seen doing
 * @param goingDown whether a node was sent to sleep and may still answer
 * @param meant whether a node is meant to be asleep; absent when nobody knows
 */
record AsleepNodes(
        Supplier<Nodes> site,
        NodeStates states,
        Predicate<Node> goingDown,
        Function<Node, Optional<Boolean>> meant)
        implements ExpectedAsleep {

    @Override
    public Set<String> nodes() {
        return site.get().all().stream()
                .filter(this::sleeps)
                .flatMap(node -> node.kubernetesNode().stream())
                .collect(Collectors.toSet());
    }

    /** Whether the node that a cluster runs on sleeps. */
    boolean sleeps(ReconciledCluster cluster) {
        return cluster.node().flatMap(site.get()::find).filter(this::sleeps).isPresent();
    }

    private boolean sleeps(Node node) {
        return goingDown.test(node) || (isDown(node) && meant.apply(node).orElse(isSleeper(node)));
    }

    /** A node that boots is not there yet. */
    private boolean isDown(Node node) {
        NodeStates.State state = states.last(node);
        return state == NodeStates.State.ASLEEP || state == NodeStates.State.WAKING;
    }

    private static boolean isSleeper(Node node) {
        return node.sleep().isPresent() || !node.macAddresses().isEmpty();
    }
}
