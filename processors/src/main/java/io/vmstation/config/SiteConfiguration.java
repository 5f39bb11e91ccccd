package io.vmstation.config;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Nodes;
import io.vmstation.node.ReconciledCluster;
import java.util.List;

/**
 * All that was read at one moment. Immutable: a later reading makes a new one.
 *
 * @param settings every setting
 * @param nodes every node, defaults filled in
 * @param modules how BMCs are read that no node has
 * @param clusters those that are kept as files say, in the order of the file, names unique
 * @param warnings what deserves a line in the log each
 */
public record SiteConfiguration(
        Settings settings,
        Nodes nodes,
        BmcModules modules,
        List<ReconciledCluster> clusters,
        List<String> warnings) {
    public SiteConfiguration {
        requireNonNull(settings, "settings is null");
        requireNonNull(nodes, "nodes is null");
        requireNonNull(modules, "modules is null");
        clusters = List.copyOf(clusters);
        warnings = List.copyOf(warnings);
    }
}
