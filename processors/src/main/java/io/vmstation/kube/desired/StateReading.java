package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.stack.MarkedValues;
import io.vmstation.node.ReconciledCluster.Sources;
import io.vmstation.spi.Commands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/** Reads and checks all files of a cluster once. Not thread-safe. */
final class StateReading {
    private final SourceFiles files;
    private final Commands commands;
    private final BuiltInKinds kinds;
    private final ModelShapes shapes;
    private final FileProblems problems = new FileProblems();
    private final FolderListing listing;

    StateReading(SourceFiles files, Commands commands, BuiltInKinds kinds, ModelShapes shapes) {
        this.files = files;
        this.commands = commands;
        this.kinds = kinds;
        this.shapes = shapes;
        this.listing = new FolderListing(files, problems);
    }

    /** The state; without objects when there is a problem. */
    DesiredState read(Sources sources) {
        ObjectNode values = new ValuesFiles(files, problems).read(sources.values());
        Placeholders placeholders = new Placeholders(values, problems);
        FolderListing filled =
                new FolderListing(new FilledFiles(files, new MarkedValues(values)), problems);
        List<Document> documents =
                new ArrayList<>(
                        new ManifestFolder(filled, commands, problems)
                                .read(sources.manifests(), sources.values()));
        documents.forEach(placeholders::fill);
        documents.addAll(dashboards(sources));
        documents.addAll(rules(sources, placeholders));
        if (documents.isEmpty() && problems.isEmpty()) {
            problems.report(
                    sources.manifests(), "holds no object, only comments: write one, or suspend");
        }
        ManifestReading reading =
                new ManifestReading(
                        kinds, new CustomKinds(documents), sources.namespace(), problems);
        List<Manifest> manifests =
                documents.stream().flatMap(document -> reading.read(document).stream()).toList();
        new ManifestChecks(kinds, shapes).check(manifests, problems);
        return state(manifests);
    }

    private List<Document> dashboards(Sources sources) {
        return sources.dashboards()
                .map(
                        folder -> {
                            SortedMap<String, SourceFile> found = listing.of(folder, "dashboards");
                            List<Document> maps =
                                    new Dashboards(folder, sources.namespace(), problems)
                                            .read(found);
                            tellEmpty(folder, "dashboards", ".json", found, maps);
                            return maps;
                        })
                .orElse(List.of());
    }

    private List<Document> rules(Sources sources, Placeholders placeholders) {
        return sources.alerts()
                .map(
                        folder -> {
                            SortedMap<String, SourceFile> found = listing.of(folder, "alerts");
                            List<Document> maps =
                                    new Rules(folder, sources.namespace(), placeholders, problems)
                                            .read(found);
                            tellEmpty(folder, "alerts", ".yaml or .yml", found, maps);
                            return maps;
                        })
                .orElse(List.of());
    }

    private void tellEmpty(
            String folder,
            String key,
            String ending,
            SortedMap<String, SourceFile> found,
            List<Document> maps) {
        if (maps.isEmpty() && listing.isWhole() && problems.isEmpty()) {
            problems.report(
                    folder,
                    "holds %s: put files that end in %s into it, or remove `%s` from clusters.yaml"
                            .formatted(
                                    found.isEmpty() ? "no file" : "no file of use", ending, key));
        }
    }

    private DesiredState state(List<Manifest> manifests) {
        if (!problems.isEmpty()) {
            return new DesiredState(List.of(), problems.sentences(), "");
        }
        List<DesiredObject> objects =
                manifests.stream()
                        .sorted(Comparator.comparing(Manifest::key))
                        .map(
                                manifest ->
                                        new DesiredObject(
                                                manifest.key(),
                                                manifest.apiVersion(),
                                                manifest.json(),
                                                manifest.document().spot().shortly()))
                        .toList();
        return new DesiredState(objects, List.of(), Revision.of(objects));
    }
}
