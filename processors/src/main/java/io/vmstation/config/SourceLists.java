package io.vmstation.config;

import io.vmstation.config.NodeDraft.SourcesDraft;
import io.vmstation.node.Network;
import io.vmstation.node.SourceRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns lists of networks, addresses and names of nodes into rules. */
final class SourceLists {
    private final Map<String, NodeDraft> nodes;
    private final Problems problems;
    private final List<Network> allowedForAll;
    private final List<Network> ignoredForAll;

    SourceLists(Settings settings, Map<String, NodeDraft> nodes, Problems problems) {
        this.nodes = nodes;
        this.problems = problems;
        this.allowedForAll = networks(located(settings, "wake.allow-sources"));
        this.ignoredForAll = networks(located(settings, "wake.ignore-sources"));
    }

    private static List<Located<String>> located(Settings settings, String key) {
        return settings.list(key).stream()
                .map(entry -> new Located<>(entry, entry, settings.place(key)))
                .toList();
    }

    /** The rules of one node: those for all, and its own. */
    SourceRules of(SourcesDraft own) {
        return new SourceRules(
                joined(allowedForAll, networks(own.allow())),
                joined(ignoredForAll, networks(own.ignore())));
    }

    private static List<Network> joined(List<Network> first, List<Network> second) {
        Set<Network> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /** The blocks that networks, addresses and names of nodes stand for. */
    List<Network> networks(List<Located<String>> entries) {
        List<Network> networks = new ArrayList<>();
        for (Located<String> entry : entries) {
            NodeDraft node = nodes.get(entry.value());
            if (node == null) {
                addNetwork(entry, networks);
            } else if (node.addresses().isEmpty()) {
                problems.report(
                        entry.place(), entry.text(), "is a node without an address: give it one");
            } else {
                node.addresses().forEach(address -> networks.add(Network.parse(address.value())));
            }
        }
        return networks;
    }

    private void addNetwork(Located<String> entry, List<Network> networks) {
        try {
            networks.add(Network.parse(entry.value()));
        } catch (IllegalArgumentException e) {
            boolean looksLikeNetwork = entry.value().matches("[0-9a-fA-F:./]*[.:/][0-9a-fA-F:./]*");
            String message =
                    looksLikeNetwork
                            ? String.valueOf(e.getMessage())
                            : "is neither a network such as 192.168.4.0/24, nor an address, nor"
                                    + " the name of a node"
                                    + Suggestion.closest(entry.value(), nodes.keySet())
                                            .map(name -> ": did you mean '" + name + "'?")
                                            .orElse("");
            problems.report(entry.place(), entry.text(), message);
        }
    }
}
