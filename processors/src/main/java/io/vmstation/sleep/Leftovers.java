package io.vmstation.sleep;

import io.vmstation.node.Nodes;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What sleep attempts have done and could not take back, until somebody has: an attempt that takes
 * the same step back, whoever tries it again later, or a sleep that ends well, after which the node
 * is as it should be. Remembered in memory only; the ledger keeps {@code undo.failed}. Thread-safe.
 */
final class Leftovers {
    private final Map<String, Map<String, String>> byNode = new HashMap<>();

    synchronized void left(String node, String step, String reason) {
        byNode.computeIfAbsent(node, name -> new LinkedHashMap<>()).put(step, reason);
    }

    /** These steps are taken back. */
    synchronized void repaired(String node, Collection<String> steps) {
        Map<String, String> left = byNode.get(node);
        if (left != null) {
            left.keySet().removeAll(steps);
            if (left.isEmpty()) {
                byNode.remove(node);
            }
        }
    }

    /** The node sleeps, as it should. */
    synchronized void forget(String node) {
        byNode.remove(node);
    }

    /** Forgets every node that is not configured any more. */
    synchronized void retain(Nodes nodes) {
        byNode.keySet().removeIf(name -> nodes.find(name).isEmpty());
    }

    /** A sentence for each node that has some. */
    synchronized Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        byNode.forEach(
                (node, left) ->
                        problems.put(
                                node,
                                left.entrySet().stream()
                                        .map(e -> e.getKey() + ": " + e.getValue())
                                        .collect(
                                                Collectors.joining(
                                                        "; ",
                                                        "Node "
                                                                + node
                                                                + " was not made what it was before"
                                                                + " a sleep that failed: ",
                                                        ""))));
        return problems;
    }
}
