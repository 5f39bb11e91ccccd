package io.vmstation.config;

import io.vmstation.node.Dependency;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks what one can only see when all nodes are known. */
final class NodeChecks {
    private final Map<String, NodeDraft> nodes;
    private final Problems problems;

    NodeChecks(Map<String, NodeDraft> nodes, Problems problems) {
        this.nodes = nodes;
        this.problems = problems;
    }

    void check() {
        checkMacAddresses();
        checkAddresses();
        nodes.values().forEach(this::checkDependencies);
        new DependencyCycles(nodes, problems).check();
        nodes.values().forEach(this::checkReachable);
        nodes.values().forEach(this::checkScheduled);
        nodes.values().forEach(this::checkWorkloads);
    }

    private void checkMacAddresses() {
        Map<MacAddress, String> owners = new HashMap<>();
        for (NodeDraft node : nodes.values()) {
            for (Located<MacAddress> mac : node.macAddresses()) {
                String owner = owners.putIfAbsent(mac.value(), node.name());
                if (owner != null && !owner.equals(node.name())) {
                    problems.report(
                            mac.place(),
                            mac.text(),
                            "belongs to two nodes, %s and %s: a network card is in one of them"
                                    .formatted(owner, node.name()));
                }
            }
        }
    }

    private void checkAddresses() {
        Map<String, String> owners = new HashMap<>();
        for (NodeDraft node : nodes.values()) {
            for (Located<String> address : node.addresses()) {
                String owner = owners.putIfAbsent(address.value(), node.name());
                if (owner != null && !owner.equals(node.name())) {
                    problems.warn(
                            address.place(),
                            address.text(),
                            "is the address of two nodes, %s and %s".formatted(owner, node.name()));
                }
            }
        }
    }

    private void checkDependencies(NodeDraft node) {
        for (Located<Dependency> dependency : node.dependsOn()) {
            NodeDraft other = nodes.get(dependency.value().node());
            if (other == null) {
                problems.report(
                        dependency.place(),
                        dependency.text(),
                        "is not the name of a node: "
                                + Suggestion.orElse(
                                        dependency.value().node(),
                                        nodes.keySet(),
                                        "add that node or remove the entry"));
            } else if (other.addresses().isEmpty() && other.macAddresses().isEmpty()) {
                problems.report(
                        dependency.place(),
                        dependency.text(),
                        "can neither be woken nor be seen to be awake: give that node addresses"
                                + " or MAC addresses");
            } else if (dependency.value().service().isPresent()) {
                checkService(dependency, dependency.value().service().get(), other);
            }
        }
    }

    private void checkService(Located<Dependency> dependency, String service, NodeDraft other) {
        List<String> known = other.services().stream().map(Service::name).toList();
        if (!known.contains(service)) {
            problems.report(
                    dependency.place(),
                    dependency.text(),
                    "names a service that node %s does not have: "
                                    .formatted(dependency.value().node())
                            + Suggestion.orElse(
                                    service, known, "add that service or remove the entry"));
        }
    }

    private void checkReachable(NodeDraft node) {
        boolean isWanted = !node.macAddresses().isEmpty() || !node.services().isEmpty();
        if (!node.addresses().isEmpty() || (node.onlyInInventory() && !isWanted)) {
            return;
        }
        if (node.nameInsteadOfAddress().isPresent()) {
            Located<String> name = node.nameInsteadOfAddress().get();
            problems.report(
                    name.place(),
                    name.text(),
                    "is a name, not an IP address, and a sleeping node must be reachable without"
                            + " the DNS: write its IP address here, or add `addresses` to node "
                            + node.name()
                            + " in nodes.yaml");
        } else if (isWanted) {
            problems.report(
                    node.place(),
                    "has no address, so that nobody can tell whether it is awake: add `addresses`"
                            + " in nodes.yaml or ansible_host in the inventory");
        }
    }

    private void checkScheduled(NodeDraft node) {
        if (node.macAddresses().isEmpty() && !node.schedule().wake().isEmpty()) {
            Located<String> line = node.schedule().wake().get(0);
            problems.report(
                    line.place(),
                    line.text(),
                    "can wake nothing, node %s has no MAC address: add `macAddress: ...` to it, or remove `wake`"
                            .formatted(node.name()));
        }
    }

    private void checkWorkloads(NodeDraft node) {
        if (node.kubernetesNode().isPresent()) {
            return;
        }
        Stream.concat(
                        node.sleep().stream().flatMap(sleep -> sleep.scaleDown().stream()),
                        node.awaitWorkloads().stream())
                .forEach(
                        workload ->
                                problems.report(
                                        workload.place(),
                                        workload.text(),
                                        "belongs to a cluster that node %s has no name in: add `kubernetesNode: ...` to it"
                                                .formatted(node.name())));
    }
}
