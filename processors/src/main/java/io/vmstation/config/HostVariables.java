package io.vmstation.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which value of a variable counts for a host. Later is stronger, as Ansible documents it
 * ("Variable precedence", "How variables are merged"): groups in the inventory, group_vars, the
 * host in the inventory, host_vars; among groups by depth, then ansible_group_priority, then the
 * alphabet.
 */
final class HostVariables {
    private final Inventory inventory;
    private final VariableFolder groupFolder;
    private final VariableFolder hostFolder;

    HostVariables(Inventory inventory, VariableFolder groupFolder, VariableFolder hostFolder) {
        this.inventory = inventory;
        this.groupFolder = groupFolder;
        this.hostFolder = hostFolder;
    }

    Map<String, YamlValue> of(Inventory.Host host) {
        List<InventoryGroup> groups = new ArrayList<>(inventory.groupsOf(host));
        groups.sort(
                Comparator.comparingInt(inventory::depth)
                        .thenComparingInt(InventoryGroup::priority)
                        .thenComparing(InventoryGroup::name));
        Map<String, YamlValue> variables = new LinkedHashMap<>();
        groups.forEach(group -> variables.putAll(group.variables()));
        groups.forEach(group -> variables.putAll(groupFolder.variables(group.name())));
        variables.putAll(host.variables());
        variables.putAll(hostFolder.variables(host.name()));
        return variables;
    }
}
