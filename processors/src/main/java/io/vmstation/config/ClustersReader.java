package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Ignored;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads clusters.yaml. */
final class ClustersReader {
    /** Kinds that hold what others have put there. */
    static final List<String> KEPT_KINDS =
            List.of(
                    "Namespace",
                    "PersistentVolume",
                    "PersistentVolumeClaim",
                    "CustomResourceDefinition");

    private static final String NAMESPACE = "monitoring";
    private static final String ANY = "*";

    private final Settings settings;
    private final ConfigFiles files;
    private final Optional<Set<String>> nodes;
    private final Problems problems;

    /**
     * @param nodes the names of all nodes; absent when they are not known
     */
    ClustersReader(
            Settings settings, ConfigFiles files, Optional<Set<String>> nodes, Problems problems) {
        this.settings = settings;
        this.files = files;
        this.nodes = nodes.map(Set::copyOf);
        this.problems = problems;
    }

    /** The clusters in the order of the file; no cluster for a file that is empty. */
    List<ReconciledCluster> read(Path file) {
        Place root = Place.of(files.shown(file));
        Optional<YamlValue> document =
                files.read(file, root, problems)
                        .flatMap(text -> YamlReader.strict(problems).read(text, root))
                        .filter(value -> !value.isAbsent());
        if (document.isPresent() && !(document.get() instanceof Mapping)) {
            problems.report(
                    document.get().place(),
                    "is " + document.get().kind() + ": the file begins with `clusters:`");
            return List.of();
        }
        return document.map(Mapping.class::cast)
                .map(mapping -> clusters(new Fields(mapping, ClustersFormat.FILE, problems), file))
                .orElse(List.of());
    }

    private List<ReconciledCluster> clusters(Fields document, Path file) {
        Map<String, ReconciledCluster> byName = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (YamlValue item : document.items("clusters")) {
            if (!(item instanceof Mapping mapping)) {
                problems.report(
                        item.place(),
                        item.shown(),
                        "is not a cluster: write `- name: ...` and more");
                continue;
            }
            Fields fields = new Fields(mapping, ClustersFormat.CLUSTER, problems);
            ReconciledCluster cluster = cluster(fields, file.resolveSibling(""));
            Integer earlier = lines.putIfAbsent(cluster.name(), fields.place().line());
            if (earlier != null && !cluster.name().isEmpty()) {
                problems.report(
                        fields.place().child("name"),
                        cluster.name(),
                        "is the name of two clusters, first in line "
                                + earlier
                                + ": rename one or join them");
            }
            byName.put(cluster.name(), cluster);
        }
        return List.copyOf(byName.values());
    }

    private ReconciledCluster cluster(Fields fields, Path folder) {
        require(fields, "name");
        require(fields, "manifests");
        return new ReconciledCluster(
                value(fields, "name", ClusterValues::label, ""),
                value(fields, "mode", ClustersReader::mode, defaultMode()),
                new Access(
                        fields.one("kubeconfig", Values::path)
                                .map(found -> files.resolve(folder, found.value())),
                        fields.one("context", Values::word).map(Located::value)),
                node(fields),
                new Sources(
                        value(fields, "manifests", ClusterValues::ownPath, ""),
                        fields.one("dashboards", ClusterValues::ownPath).map(Located::value),
                        fields.one("alerts", ClusterValues::ownPath).map(Located::value),
                        values(fields.many("values", ClusterValues::ownPath)),
                        value(fields, "namespace", ClusterValues::label, NAMESPACE)),
                value(
                        fields,
                        "interval",
                        Quantities.durationFrom("1s"),
                        settings.duration("reconcile.interval")),
                policy(fields));
    }

    private void require(Fields fields, String key) {
        if (!fields.has(key)) {
            problems.report(fields.place(), "has no " + key + ": add `" + key + ": ...`");
        }
    }

    private Mode defaultMode() {
        return mode(settings.text("reconcile.mode"));
    }

    private static Mode mode(String text) {
        List<String> words = List.of(Mode.values()).stream().map(Mode::word).toList();
        return Mode.valueOf(new OneOf("mode", words).parse(text).toUpperCase(Locale.ROOT));
    }

    private Optional<String> node(Fields fields) {
        Optional<Located<String>> node = fields.one("node", Values::name);
        node.filter(found -> nodes.isPresent() && !nodes.get().contains(found.value()))
                .ifPresent(
                        found ->
                                problems.report(
                                        found.place(),
                                        found.text(),
                                        "is not the name of a node: "
                                                + Suggestion.orElse(
                                                        found.text(),
                                                        nodes.orElseThrow(),
                                                        "add that node to nodes.yaml, or leave the"
                                                                + " key out when the cluster is"
                                                                + " always on")));
        return node.map(Located::value);
    }

    private Policy policy(Fields fields) {
        Pruning usual =
                new Pruning(
                        true,
                        settings.integer("reconcile.prune-objects"),
                        settings.integer("reconcile.prune-percent"),
                        Set.of());
        return new Policy(
                value(fields, "force", Values::flag, false),
                value(fields, "recreate", Values::flag, false),
                fields.items("ignore").stream().flatMap(item -> ignored(item).stream()).toList(),
                fields.map("prune", ClustersFormat.PRUNE)
                        .map(prune -> pruning(prune, usual))
                        .orElse(usual));
    }

    private Optional<Ignored> ignored(YamlValue item) {
        if (!(item instanceof Mapping mapping)) {
            problems.report(
                    item.place(),
                    item.shown(),
                    "is not a field: write `{kind: Deployment, pointer: /spec/replicas}`");
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, ClustersFormat.IGNORE, problems);
        require(fields, "pointer");
        String kind = value(fields, "kind", ClusterValues::kind, ANY);
        String name = value(fields, "name", ClusterValues::namePattern, ANY);
        return fields.one("pointer", ClusterValues::pointer)
                .map(pointer -> new Ignored(kind, name, pointer.value()));
    }

    private static Pruning pruning(Fields fields, Pruning usual) {
        return new Pruning(
                value(fields, "enabled", Values::flag, usual.enabled()),
                value(
                        fields,
                        "mostObjects",
                        text -> Quantities.integer(text, 0, 100_000),
                        usual.mostObjects()),
                value(fields, "mostPercent", ClusterValues::percent, usual.mostPercent()),
                new TreeSet<>(
                        values(
                                fields.many(
                                        "kinds",
                                        new OneOf("kind that needs consent", KEPT_KINDS)))));
    }

    private static <T> T value(Fields fields, String key, Parser<T> parser, T otherwise) {
        return fields.one(key, parser).map(Located::value).orElse(otherwise);
    }

    private static <T> List<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value).distinct().toList();
    }
}
