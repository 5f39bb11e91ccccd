package io.vmstation.node;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of the site at one moment, in the order of the configuration. Immutable. */
public final class Nodes {
    /** A site without nodes. */
    public static final Nodes NONE = new Nodes(List.of());

    private final Map<String, Node> byName;

    /**
     * @throws IllegalArgumentException when two nodes share a name
     */
    public Nodes(Collection<Node> nodes) {
        Map<String, Node> map = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (map.put(node.name(), node) != null) {
                throw new IllegalArgumentException("two nodes are named " + node.name());
            }
        }
        this.byName = Collections.unmodifiableMap(map);
    }

    /** All of them. */
    public Collection<Node> all() {
        return byName.values();
    }

    /** The node of that name, if there is one. */
    public Optional<Node> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
