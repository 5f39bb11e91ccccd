package io.vmstation.host;

import io.vmstation.kube.health.ExpectedAsleep;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.NodeStates;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which nodes sleep, for those who would miss them. Only a node that can be woken counts, or that
 * we put to sleep: any other that does not answer is broken. Neither does one whose last wake
 * failed.
 *
 * @param site as it is now
 * @param states what they were last seen doing
 * @param goingDown whether a node was sent to sleep and may still answer
 */
record AsleepNodes(Supplier<Nodes> site, NodeStates states, Predicate<Node> goingDown)
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
        boolean sleeper = node.sleep().isPresent() || !node.macAddresses().isEmpty();
        return goingDown.test(node) || (sleeper && states.last(node) == NodeStates.State.ASLEEP);
    }
}
