package io.vmstation.config;

import io.vmstation.config.NodeDraft.SourcesDraft;
import io.vmstation.config.NodeDraft.SshDraft;
import io.vmstation.config.NodeDraft.WakeDraft;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes nodes of the hosts of an inventory. What is wrong with a host that is neither woken nor
 * named in nodes.yaml only makes a warning: an inventory belongs to Ansible.
 */
final class InventoryNodes {
    private final ConfigFiles files;
    private final Path folder;
    private final Problems problems;

    /**
     * @param folder of the inventory
     */
    InventoryNodes(ConfigFiles files, Path folder, Problems problems) {
        this.files = files;
        this.folder = folder;
        this.problems = problems;
    }

    /**
     * Makes the node of one host.
     *
     * @param own what nodes.yaml says about it
     */
    Optional<NodeDraft> node(
            Inventory.Host host, Map<String, YamlValue> variables, Optional<NodeDraft> own) {
        Problems found = new Problems();
        InventoryValues values = new InventoryValues(without(saidBy(own), variables), found);
        Optional<NodeDraft> node = Optional.empty();
        try {
            Values.name(host.name());
            node = Optional.of(draft(host, values));
        } catch (IllegalArgumentException e) {
            found.report(
                    host.place(),
                    host.name(),
                    e.getMessage() + "; rename the host and give it ansible_host");
        }
        boolean matters = own.isPresent() || values.has(InventoryVariable.MAC);
        for (Problem problem : found.found()) {
            if (matters) {
                problems.add(problem);
            } else {
                Place place = new Place(problem.file(), problem.line(), problem.key());
                problems.warn(place, problem.value(), problem.message());
            }
        }
        return node;
    }

    private static Set<InventoryVariable> saidBy(Optional<NodeDraft> own) {
        Set<InventoryVariable> said = EnumSet.noneOf(InventoryVariable.class);
        own.ifPresent(
                node -> {
                    node.ssh().user().ifPresent(user -> said.add(InventoryVariable.USER));
                    node.ssh().port().ifPresent(port -> said.add(InventoryVariable.PORT));
                    node.ssh().keyFile().ifPresent(file -> said.add(InventoryVariable.KEY));
                    node.kubernetesNode()
                            .ifPresent(name -> said.add(InventoryVariable.KUBERNETES_NODE));
                });
        return said;
    }

    private static Map<String, YamlValue> without(
            Set<InventoryVariable> said, Map<String, YamlValue> variables) {
        Map<String, YamlValue> rest = new LinkedHashMap<>(variables);
        said.forEach(variable -> variable.names().forEach(rest::remove));
        return rest;
    }

    private NodeDraft draft(Inventory.Host host, InventoryValues values) {
        Optional<Located<String>> written = values.one(InventoryVariable.ADDRESS, Values::word);
        List<Located<String>> addresses = new ArrayList<>();
        written.filter(InventoryNodes::isAddress).ifPresent(addresses::add);
        Located<String> name = new Located<>(host.name(), host.name(), host.place());
        if (addresses.isEmpty() && isAddress(name)) {
            addresses.add(name);
        }
        return new NodeDraft(
                host.name(),
                host.place(),
                true,
                addresses,
                addresses.isEmpty() ? written : Optional.empty(),
                values.many(InventoryVariable.MAC, MacAddress::parse),
                values.one(InventoryVariable.KUBERNETES_NODE, Values::kubernetesName)
                        .map(Located::value)
                        .or(() -> Optional.of(host.name())),
                List.of(),
                WakeDraft.DEFAULTS,
                List.of(),
                SourcesDraft.NONE,
                ssh(values),
                Optional.empty(),
                ScheduleDraft.NONE,
                Optional.empty(),
                List.of(),
                values.pairs(InventoryVariable.LABELS));
    }

    private SshDraft ssh(InventoryValues values) {
        return new SshDraft(
                Optional.empty(),
                values.one(InventoryVariable.USER, Values::word).map(Located::value),
                values.one(InventoryVariable.PORT, Quantities::port).map(Located::value),
                values.one(InventoryVariable.KEY, Values::path)
                        .map(file -> files.resolve(folder, file.value())));
    }

    private static boolean isAddress(Located<String> written) {
        try {
            Network.parseAddress(written.value());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
