package io.vmstation.wake;

import io.vmstation.node.Node;
import io.vmstation.spi.WakeMethod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The wake methods of this host by name: ours and those of plugins. Immutable. */
public final class WakeMethods {
    private final Map<String, WakeMethod> byName = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException when two methods share a name
     */
    public WakeMethods(Collection<WakeMethod> methods) {
        for (WakeMethod method : methods) {
            if (byName.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two wake methods are named " + method.name());
            }
        }
    }

    /** The names that a configuration may use. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** The ladder of one node: the methods that are configured for it and suit it. */
    List<WakeMethod> of(Node node) {
        return node.wake().methods().stream()
                .map(byName::get)
                .filter(Objects::nonNull)
                .filter(method -> method.suits(node))
                .toList();
    }

    /** Why a node has no ladder: one clause. */
    static String lack(Node node) {
        if (node.wake().methods().isEmpty()) {
            return "no wake method is configured for it";
        }
        return node.macAddresses().isEmpty()
                ? "no MAC address is configured for it"
                : "no wake method that suits it is configured for it";
    }
}
