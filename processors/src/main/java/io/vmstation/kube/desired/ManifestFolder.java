package io.vmstation.kube.desired;

import io.vmstation.spi.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the objects of a folder of manifests. */
final class ManifestFolder {
    private final FolderListing listing;
    private final Commands commands;
    private final FileProblems problems;

    ManifestFolder(FolderListing listing, Commands commands, FileProblems problems) {
        this.listing = listing;
        this.commands = commands;
        this.problems = problems;
    }

    /**
     * All objects of the folder.
     *
     * @param values paths of files that hold values, and no objects
     */
    List<Document> read(String folder, List<String> values) {
        SortedMap<String, SourceFile> files = listing.of(folder, "manifests");
        Optional<SourceFile> kustomization = Kustomizations.in(files, folder);
        if (kustomization.isPresent()) {
            return kustomized(kustomization.get(), folder, files);
        }
        List<SourceFile> manifests =
                files.values().stream()
                        .filter(ManifestFolder::holdsObjects)
                        .filter(file -> !values.contains(file.path()))
                        .toList();
        if (manifests.isEmpty() && listing.isWhole()) {
            problems.report(
                    folder,
                    "holds no manifest: put files that end in .yaml, .yml or .json into it, or"
                            + " correct `manifests` in clusters.yaml");
        }
        return objects(manifests);
    }

    private static boolean holdsObjects(SourceFile file) {
        String name = file.name();
        boolean read = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return read && !file.isHidden() && !name.matches(".*\\.test\\.ya?ml");
    }

    private List<Document> kustomized(
            SourceFile kustomization, String folder, SortedMap<String, SourceFile> own) {
        String top = folder.replaceFirst("/.*", "");
        SortedMap<String, SourceFile> files = new TreeMap<>(own);
        if (!top.equals(folder)) {
            files.putAll(listing.of(top, "manifests"));
        }
        FileProblems found = new FileProblems();
        Optional<List<SourceFile>> listed = new Kustomizations(files, found).follow(kustomization);
        problems.addAll(found);
        if (!found.isEmpty()) {
            return List.of();
        }
        if (listed.isPresent()) {
            return objects(listed.get());
        }
        FileReader reader = new FileReader(problems);
        return new KustomizeBuild(commands, problems)
                .build(kustomization, files.values())
                .map(
                        text ->
                                reader.objects(
                                        reader.roots(
                                                text,
                                                kustomization.origin(),
                                                "out.yaml",
                                                KustomizeBuild.MOST_BYTES),
                                        kustomization.origin(),
                                        true))
                .orElse(List.of());
    }

    private List<Document> objects(List<SourceFile> files) {
        FileReader reader = new FileReader(problems);
        List<Document> found = new ArrayList<>();
        files.forEach(file -> found.addAll(reader.objects(file)));
        return found;
    }
}
