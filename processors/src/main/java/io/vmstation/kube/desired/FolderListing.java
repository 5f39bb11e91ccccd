package io.vmstation.kube.desired;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lists folders, and reports those that are not there or cannot be listed. */
final class FolderListing {
    private final SourceFiles files;
    private final FileProblems problems;
    private boolean whole = true;

    FolderListing(SourceFiles files, FileProblems problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * All files below a folder.
     *
     * @param key that names it in clusters.yaml
     */
    SortedMap<String, SourceFile> of(String folder, String key) {
        try {
            Optional<SortedMap<String, SourceFile>> found = files.below(folder);
            if (found.isEmpty()) {
                whole = false;
                problems.report(
                        folder,
                        "is no folder that is there: create it, or correct `%s` in clusters.yaml"
                                .formatted(key));
                return new TreeMap<>();
            }
            return found.get();
        } catch (IOException e) {
            whole = false;
            problems.report(folder, "cannot be listed: " + e.getMessage());
            return new TreeMap<>();
        }
    }

    /** Whether every folder could be listed. */
    boolean isWhole() {
        return whole;
    }
}
