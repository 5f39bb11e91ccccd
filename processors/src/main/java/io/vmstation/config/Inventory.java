package io.vmstation.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an Ansible inventory says: groups of hosts, with variables. Filled by its parsers. */
final class Inventory {
    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";

    private final Map<String, InventoryGroup> groups = new LinkedHashMap<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();

    /**
     * A host.
     *
     * @param place where it stands first
     * @param variables its own ones
     */
    record Host(String name, Place place, Map<String, YamlValue> variables) {}

    Inventory() {
        group(ALL);
        group(UNGROUPED);
    }

    /** The group of that name; made when it is new. */
    InventoryGroup group(String name) {
        return groups.computeIfAbsent(name, InventoryGroup::new);
    }

    boolean hasGroup(String name) {
        return groups.containsKey(name);
    }

    Collection<InventoryGroup> groups() {
        return groups.values();
    }

    /** The host of that name; made when it is new. */
    Host host(String name, Place place) {
        return hosts.computeIfAbsent(
                name, key -> new Host(key, place, new LinkedHashMap<String, YamlValue>()));
    }

    Collection<Host> hosts() {
        return hosts.values();
    }

    /** The groups that hold {@code group} as a child. */
    List<InventoryGroup> parents(InventoryGroup group) {
        return groups.values().stream()
                .filter(parent -> parent.children().contains(group.name()))
                .toList();
    }

    /** Every group that the host is in, directly or by a child; {@code all} too. */
    Set<InventoryGroup> groupsOf(Host host) {
        Set<InventoryGroup> found = new LinkedHashSet<>();
        found.add(group(ALL));
        List<InventoryGroup> open = new ArrayList<>();
        groups.values().stream().filter(g -> g.hosts().contains(host.name())).forEach(open::add);
        boolean grouped = open.stream().anyMatch(g -> !g.name().equals(ALL));
        if (!grouped) {
            open.add(group(UNGROUPED));
        }
        while (!open.isEmpty()) {
            InventoryGroup group = open.remove(open.size() - 1);
            if (found.add(group)) {
                open.addAll(parents(group));
            }
        }
        return found;
    }

    /**
     * Longest way from {@code all}: what is deeper is stronger. Groups must not hold themselves.
     */
    int depth(InventoryGroup group) {
        if (group.name().equals(ALL)) {
            return 0;
        }
        return 1 + parents(group).stream().mapToInt(this::depth).max().orElse(0);
    }

    /** Whether a group holds itself through its children. */
    boolean holdsItself(InventoryGroup group) {
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(group.children());
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            if (name.equals(group.name())) {
                return true;
            }
            if (seen.add(name)) {
                open.addAll(group(name).children());
            }
        }
        return false;
    }
}
