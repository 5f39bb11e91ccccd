package io.vmstation.config;

import io.vmstation.config.NodeDraft.SourcesDraft;
import io.vmstation.config.NodeDraft.SshDraft;
import io.vmstation.config.NodeDraft.WakeDraft;
import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.MacAddress;
import io.vmstation.node.SecureOn;
import io.vmstation.node.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads nodes.yaml. */
final class NodesReader {
    private final ConfigFiles files;
    private final Set<String> wakeMethods;
    private final Problems problems;

    /**
     * @param wakeMethods the methods there are
     */
    NodesReader(ConfigFiles files, Set<String> wakeMethods, Problems problems) {
        this.files = files;
        this.wakeMethods = Set.copyOf(wakeMethods);
        this.problems = problems;
    }

    /** The nodes in the order of the file; no node for a file that is empty. */
    List<NodeDraft> read(Path file) {
        Place root = Place.of(files.shown(file));
        Optional<YamlValue> document =
                files.read(file, root, problems)
                        .flatMap(text -> YamlReader.strict(problems).read(text, root))
                        .filter(value -> !value.isAbsent());
        if (document.isPresent() && !(document.get() instanceof Mapping)) {
            problems.report(
                    document.get().place(),
                    "is " + document.get().kind() + ": the file begins with `nodes:`");
            return List.of();
        }
        return document.map(Mapping.class::cast)
                .map(mapping -> nodes(new Fields(mapping, NodesFormat.FILE, problems), file))
                .orElse(List.of());
    }

    private List<NodeDraft> nodes(Fields document, Path file) {
        Map<String, NodeDraft> byName = new LinkedHashMap<>();
        for (YamlValue item : document.items("nodes")) {
            if (!(item instanceof Mapping mapping)) {
                problems.report(
                        item.place(), item.shown(), "is not a node: write `- name: ...` and more");
                continue;
            }
            NodeDraft node = node(new Fields(mapping, NodesFormat.NODE, problems), file);
            NodeDraft earlier = byName.putIfAbsent(node.name(), node);
            if (earlier != null && !node.name().isEmpty()) {
                problems.report(
                        node.place().child("name"),
                        node.name(),
                        "is the name of two nodes, first in line "
                                + earlier.place().line()
                                + ": rename one or join them");
            }
        }
        byName.remove("");
        return List.copyOf(byName.values());
    }

    private NodeDraft node(Fields fields, Path file) {
        Optional<Located<String>> name = fields.one("name", Values::name);
        if (!fields.has("name")) {
            problems.report(fields.place(), "has no name: add `name: ...`");
        }
        return new NodeDraft(
                name.map(Located::value).orElse(""),
                name.map(found -> fields.place().at(found.place().line())).orElse(fields.place()),
                false,
                joined(fields, "address", "addresses", Values::unicastAddress),
                Optional.empty(),
                joined(fields, "macAddress", "macAddresses", MacAddress::parse),
                fields.one("kubernetesNode", Values::kubernetesName).map(Located::value),
                new ServicesReader(problems).read(fields),
                fields.map("wake", NodesFormat.WAKE)
                        .map(wake -> wake(wake, file))
                        .orElse(WakeDraft.DEFAULTS),
                fields.many("dependsOn", Values::dependency),
                fields.map("sources", NodesFormat.SOURCES)
                        .map(NodesReader::sources)
                        .orElse(SourcesDraft.NONE),
                fields.map("ssh", NodesFormat.SSH).map(ssh -> ssh(ssh, file)).orElse(SshDraft.NONE),
                sleep(fields),
                fields.map("schedule", NodesFormat.SCHEDULE)
                        .map(schedule -> new ScheduleReader(problems).read(schedule))
                        .orElse(ScheduleDraft.NONE),
                fields.map("bmc", NodesFormat.BMC)
                        .map(new BmcReader(files, file.resolveSibling(""), problems)::read),
                fields.map("kubernetes", NodesFormat.KUBERNETES)
                        .map(kubernetes -> kubernetes.many("awaitWorkloads", Workload::parse))
                        .orElse(List.of()),
                fields.words("labels"));
    }

    private Optional<SleepDraft> sleep(Fields fields) {
        fields.empty("sleep")
                .ifPresent(
                        place ->
                                problems.report(
                                        place,
                                        "is empty: write `sleep: {}` to take all defaults, or"
                                                + " remove it"));
        return fields.map("sleep", NodesFormat.SLEEP).map(new SleepReader(problems)::read);
    }

    private static <T> List<Located<T>> joined(
            Fields fields, String single, String several, Parser<T> parser) {
        List<Located<T>> all = new ArrayList<>();
        Stream.concat(fields.many(single, parser).stream(), fields.many(several, parser).stream())
                .filter(item -> all.stream().noneMatch(known -> known.value().equals(item.value())))
                .forEach(all::add);
        return all;
    }

    private WakeDraft wake(Fields fields, Path file) {
        if (fields.has("methods") && fields.items("methods").isEmpty()) {
            problems.report(
                    fields.any("methods").orElseThrow().place(),
                    "is empty: name a wake method, or leave the key out for the default");
        }
        return new WakeDraft(
                plain(fields.many("methods", new WakeMethodNames(wakeMethods))),
                plain(fields.many("ports", Quantities::port)),
                plain(fields.many("broadcastAddresses", Values::address)),
                plain(fields.many("interfaces", Values::interfaceName)),
                fields.one("secureOnFile", Values::path)
                        .map(
                                found ->
                                        new SecretFile(files, problems)
                                                .check(
                                                        found,
                                                        file.resolveSibling(""),
                                                        SecureOn::parse)),
                fields.one("deadline", Quantities.durationFrom("1s")).map(Located::value));
    }

    private static SourcesDraft sources(Fields fields) {
        return new SourcesDraft(
                fields.many("allow", Values::word), fields.many("ignore", Values::word));
    }

    private SshDraft ssh(Fields fields, Path file) {
        return new SshDraft(
                Optional.of(fields.place()),
                fields.one("user", Values::word).map(Located::value),
                fields.one("port", Quantities::port).map(Located::value),
                fields.one("keyFile", Values::path)
                        .map(found -> files.resolve(file.resolveSibling(""), found.value())));
    }

    private static <T> List<T> plain(List<Located<T>> located) {
        return located.stream().map(Located::value).distinct().toList();
    }
}
