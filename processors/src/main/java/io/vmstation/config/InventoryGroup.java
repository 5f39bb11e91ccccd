package io.vmstation.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A group of an Ansible inventory. Filled by the parsers, hence mutable; equal by identity. */
final class InventoryGroup {
    private static final String PRIORITY = "ansible_group_priority";

    private final String name;
    private final Map<String, YamlValue> variables = new LinkedHashMap<>();
    private final Set<String> children = new LinkedHashSet<>();
    private final Set<String> hosts = new LinkedHashSet<>();

    InventoryGroup(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Map<String, YamlValue> variables() {
        return variables;
    }

    Set<String> children() {
        return children;
    }

    Set<String> hosts() {
        return hosts;
    }

    /** Among groups of one depth the one with the higher priority is stronger; 1 by default. */
    int priority() {
        YamlValue written = variables.get(PRIORITY);
        return written != null && written.shown().matches("-?\\d{1,9}")
                ? Integer.parseInt(written.shown())
                : 1;
    }
}
