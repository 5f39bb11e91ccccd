package io.vmstation.kube.desired;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Reads a {@code kustomization.yaml} that only lists files and folders. Whatever says more is left
 * to kubectl.
 */
final class Kustomizations {
    /** How the file may be called, by kustomize. */
    static final List<String> NAMES =
            List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private static final Set<String> PLAIN = Set.of("apiVersion", "kind", "resources", "metadata");
    private static final List<String> LISTS = List.of("resources", "bases", "components");

    private final SortedMap<String, SourceFile> files;
    private final FileProblems problems;
    private final Set<String> seen = new LinkedHashSet<>();
    private final List<SourceFile> listed = new ArrayList<>();
    private boolean plain = true;

    /**
     * @param files all there are, also beside the folder
     */
    Kustomizations(SortedMap<String, SourceFile> files, FileProblems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The file of that kind in a folder. */
    static Optional<SourceFile> in(SortedMap<String, SourceFile> files, String folder) {
        return NAMES.stream()
                .map(name -> files.get(folder + "/" + name))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * Follows one and all that it names.
     *
     * @return the files that it lists in the end; absent when kubectl has to read it
     */
    Optional<List<SourceFile>> follow(SourceFile kustomization) {
        enter(kustomization);
        return plain ? Optional.of(List.copyOf(listed)) : Optional.empty();
    }

    private void enter(SourceFile kustomization) {
        if (!seen.add(kustomization.path())) {
            return;
        }
        for (Document document : documents(kustomization)) {
            document.json().fieldNames().forEachRemaining(key -> plain &= PLAIN.contains(key));
            for (String list : LISTS) {
                JsonNode entries = Pods.items(document.value(list));
                for (int i = 0; i < entries.size(); i++) {
                    entry(kustomization, entries.get(i).asText(), document.at(list, i));
                }
            }
        }
    }

    private List<Document> documents(SourceFile kustomization) {
        FileReader reader = new FileReader(problems);
        return reader.objects(
                reader.text(kustomization)
                        .map(
                                text ->
                                        new YamlDocuments(problems, FileReader.MOST_BYTES)
                                                .read(text, kustomization.origin()))
                        .orElse(List.of()),
                kustomization.origin(),
                false);
    }

    private void entry(SourceFile kustomization, String written, Spot spot) {
        if (isRemote(written)) {
            problems.report(
                    spot,
                    "%s lies elsewhere, and what is applied must not change by itself: copy it into"
                                    .formatted(written)
                            + " the folder");
            return;
        }
        String path = resolved(kustomization.folder(), written);
        Optional<SourceFile> file = Optional.ofNullable(files.get(path));
        Optional<SourceFile> folder = in(files, path);
        if (file.isPresent()) {
            if (seen.add(path)) {
                listed.add(file.get());
            }
        } else if (folder.isPresent()) {
            enter(folder.get());
        } else {
            problems.report(
                    spot,
                    "%s is neither a file nor a folder with a kustomization.yaml: add it, or remove"
                                    .formatted(written)
                            + " the line");
        }
    }

    private static boolean isRemote(String written) {
        return written.contains("://")
                || written.contains("?ref=")
                || written.contains("@")
                || written.startsWith("github.com/");
    }

    private static String resolved(String folder, String written) {
        return Path.of(folder, written).normalize().toString();
    }
}
