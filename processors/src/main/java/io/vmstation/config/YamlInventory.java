package io.vmstation.config;

import io.vmstation.config.YamlValue.Entry;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import java.util.List;

/** Parses an inventory in Ansible's YAML form. */
final class YamlInventory {
    private final Inventory inventory;
    private final Problems problems;

    YamlInventory(Inventory inventory, Problems problems) {
        this.inventory = inventory;
        this.problems = problems;
    }

    void parse(YamlValue document) {
        if (!(document instanceof Mapping groups)) {
            problems.report(
                    document.place(),
                    "is "
                            + document.kind()
                            + ", an inventory is a map of groups: begin with `all:`");
            return;
        }
        if (groups.value("plugin").isPresent()) {
            problems.report(
                    document.place().child("plugin"),
                    "is the configuration of an inventory plugin, which is not run here: write its"
                            + " result to a file by `ansible-inventory --list --yaml` and name"
                            + " that file");
            return;
        }
        groups.entries().forEach(entry -> group(entry.key(), entry.value()));
    }

    private void group(String name, YamlValue value) {
        InventoryGroup group = inventory.group(name);
        if (value.isAbsent()) {
            return;
        }
        if (!(value instanceof Mapping content)) {
            problems.report(
                    value.place(),
                    value.shown(),
                    "is " + value.kind() + ", a group is a map with hosts, vars, children");
            return;
        }
        for (Entry entry : content.entries()) {
            switch (entry.key()) {
                case "hosts" -> members(entry).forEach(host -> host(group, host));
                case "vars" ->
                        members(entry).forEach(v -> group.variables().put(v.key(), v.value()));
                case "children" -> members(entry).forEach(child -> child(group, child));
                default ->
                        problems.warn(
                                entry.place(),
                                "is ignored, as Ansible does: a group holds hosts, vars and"
                                        + " children");
            }
        }
    }

    /** A map, or one name alone. */
    private List<Entry> members(Entry section) {
        YamlValue value = section.value();
        if (value.isAbsent()) {
            return List.of();
        }
        if (value instanceof Mapping mapping) {
            return mapping.entries();
        }
        if (value instanceof Scalar name) {
            Scalar nothing = new Scalar(name.place(), "", "", true);
            return List.of(new Entry(name.text(), name.place(), nothing));
        }
        problems.report(
                value.place(), "is a list, a map is expected: write `name:` instead of `- name`");
        return List.of();
    }

    private void child(InventoryGroup group, Entry child) {
        group.children().add(child.key());
        group(child.key(), child.value());
    }

    private void host(InventoryGroup group, Entry entry) {
        try {
            HostPattern pattern = HostPattern.parse(entry.key());
            for (String name : HostRange.expand(pattern.name())) {
                Inventory.Host host = inventory.host(name, entry.place());
                group.hosts().add(name);
                pattern.port()
                        .map(port -> Scalar.of(entry.place().child("ansible_port"), port))
                        .ifPresent(port -> host.variables().put("ansible_port", port));
                if (entry.value() instanceof Mapping variables) {
                    variables.entries().forEach(v -> host.variables().put(v.key(), v.value()));
                } else if (!entry.value().isAbsent()) {
                    problems.report(
                            entry.place(),
                            entry.value().shown(),
                            "is " + entry.value().kind() + ", a host is a map of variables");
                }
            }
        } catch (IllegalArgumentException e) {
            problems.report(entry.place(), entry.key(), String.valueOf(e.getMessage()));
        }
    }
}
