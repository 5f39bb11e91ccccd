package io.vmstation.kube;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes that are awake still wait for what the cluster took from them, and why: for health,
 * metrics and log. Thread-safe.
 */
final class PendingNodes {
    private static final Logger log = LoggerFactory.getLogger(PendingNodes.class);
    private static final String CLUSTER = "cluster";

    private final MeterRegistry meters;
    private final Map<String, Gauge> gauges = new HashMap<>();
    private final Map<String, Boolean> waiting = new HashMap<>();
    private final Map<String, String> problems = new TreeMap<>();

    PendingNodes(MeterRegistry meters) {
        this.meters = requireNonNull(meters, "meters is null");
    }

    /** Shows every node of the cluster, forgets every other. */
    synchronized void retain(Nodes nodes) {
        for (Node node : nodes.all()) {
            if (node.kubernetesNode().isPresent()) {
                gauges.computeIfAbsent(node.name(), this::gauge);
            }
        }
        gauges.keySet()
                .removeIf(
                        name -> {
                            boolean gone = nodes.find(name).flatMap(Node::kubernetesNode).isEmpty();
                            if (gone) {
                                meters.remove(requireNonNull(gauges.get(name)));
                                over(name);
                            }
                            return gone;
                        });
    }

    /** It has begun to wait. */
    synchronized void waits(String node) {
        waiting.put(node, true);
    }

    /** It still waits, because something went wrong. */
    synchronized void failed(String node, String reason) {
        waiting.put(node, true);
        if (!reason.equals(problems.put(node, reason))) {
            log.warn(
                    "A node is not given back to the cluster yet: node={}, reason={}",
                    node,
                    reason);
        }
    }

    /** It waits for nothing any more, or sleeps. */
    synchronized void over(String node) {
        waiting.remove(node);
        problems.remove(node);
    }

    /** Nobody knows which nodes wait. */
    synchronized void blind(String reason) {
        if (!reason.equals(problems.put(CLUSTER, reason))) {
            log.warn("The cluster cannot be looked at: reason={}", reason);
        }
    }

    /** It is known again. */
    synchronized void seeing() {
        if (problems.remove(CLUSTER) != null) {
            log.info("The cluster can be looked at again");
        }
    }

    /** What is wrong, by node, or under {@code cluster}. */
    synchronized Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    private Gauge gauge(String node) {
        return Gauge.builder("vmstation.kubernetes.uncordon.pending", () -> shown(node))
                .description(
                        "1 while a node that is awake waits to be uncordoned or for what was moved"
                                + " from it, else 0")
                .tag("node", node)
                .register(meters);
    }

    private synchronized int shown(String node) {
        return waiting.containsKey(node) ? 1 : 0;
    }
}
