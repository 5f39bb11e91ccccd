package io.vmstation.config;

import io.vmstation.node.Dependency;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Service;
import io.vmstation.node.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one file says about a node, before defaults and before other files.
 *
 * @param place where it stands
 * @param onlyInInventory whether nodes.yaml does not name it
 * @param nameInsteadOfAddress what the inventory says where an address is expected
 */
record NodeDraft(
        String name,
        Place place,
        boolean onlyInInventory,
        List<Located<String>> addresses,
        Optional<Located<String>> nameInsteadOfAddress,
        List<Located<MacAddress>> macAddresses,
        Optional<String> kubernetesNode,
        List<Service> services,
        WakeDraft wake,
        List<Located<Dependency>> dependsOn,
        SourcesDraft sources,
        SshDraft ssh,
        Optional<SleepDraft> sleep,
        ScheduleDraft schedule,
        Optional<BmcDraft> bmc,
        List<Located<Workload>> awaitWorkloads,
        Map<String, String> labels) {

    /** How to wake it; what is empty or absent has the default. */
    record WakeDraft(
            List<String> methods,
            List<Integer> ports,
            List<String> broadcastAddresses,
            List<String> interfaces,
            Optional<Path> secureOnFile,
            Optional<Duration> deadline) {
        static final WakeDraft DEFAULTS =
                new WakeDraft(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
    }

    /** Whose knock may wake it: networks, addresses, names of nodes. */
    record SourcesDraft(List<Located<String>> allow, List<Located<String>> ignore) {
        static final SourcesDraft NONE = new SourcesDraft(List.of(), List.of());
    }

    /**
     * How to log in.
     *
     * @param place where nodes.yaml speaks of it
     */
    record SshDraft(
            Optional<Place> place,
            Optional<String> user,
            Optional<Integer> port,
            Optional<Path> keyFile) {
        static final SshDraft NONE =
                new SshDraft(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        SshDraft overlaidBy(SshDraft other) {
            return new SshDraft(
                    other.place.or(() -> place),
                    other.user.or(() -> user),
                    other.port.or(() -> port),
                    other.keyFile.or(() -> keyFile));
        }
    }

    /** The inventory's node with what nodes.yaml says: lists are joined, single values replaced. */
    NodeDraft overlaidBy(NodeDraft own) {
        Map<String, String> joinedLabels = new LinkedHashMap<>(labels);
        joinedLabels.putAll(own.labels);
        return new NodeDraft(
                name,
                own.place,
                false,
                joined(addresses, own.addresses),
                nameInsteadOfAddress,
                joined(macAddresses, own.macAddresses),
                own.kubernetesNode.or(() -> kubernetesNode),
                own.services,
                own.wake,
                own.dependsOn,
                own.sources,
                ssh.overlaidBy(own.ssh),
                own.sleep,
                own.schedule,
                own.bmc,
                own.awaitWorkloads,
                joinedLabels);
    }

    private static <T> List<Located<T>> joined(List<Located<T>> first, List<Located<T>> second) {
        List<Located<T>> all = new ArrayList<>(first);
        second.stream()
                .filter(item -> all.stream().noneMatch(known -> known.value().equals(item.value())))
                .forEach(all::add);
        return List.copyOf(all);
    }
}
