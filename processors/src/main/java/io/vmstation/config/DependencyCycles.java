package io.vmstation.config;

import io.vmstation.node.Dependency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds nodes that wait for each other. */
final class DependencyCycles {
    private final Map<String, NodeDraft> nodes;
    private final Problems problems;
    private final Set<String> done = new HashSet<>();

    DependencyCycles(Map<String, NodeDraft> nodes, Problems problems) {
        this.nodes = nodes;
        this.problems = problems;
    }

    void check() {
        nodes.keySet().forEach(name -> follow(name, new ArrayList<>()));
    }

    private void follow(String name, List<String> path) {
        NodeDraft node = nodes.get(name);
        if (node == null || done.contains(name)) {
            return;
        }
        path.add(name);
        for (Located<Dependency> dependency : node.dependsOn()) {
            int start = path.indexOf(dependency.value().node());
            if (start < 0) {
                follow(dependency.value().node(), path);
            } else {
                String cycle = String.join(" -> ", path.subList(start, path.size()));
                problems.report(
                        dependency.place(),
                        dependency.text(),
                        "closes a cycle in which every node waits for another: "
                                + cycle
                                + " -> "
                                + dependency.value().node()
                                + ": remove one of them");
            }
        }
        path.remove(path.size() - 1);
        done.add(name);
    }
}
