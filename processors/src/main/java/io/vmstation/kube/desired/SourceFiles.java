package io.vmstation.kube.desired;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The files that say what clusters hold: the bundled ones, overlaid by those of the user. Looks at
 * the disk at every call. Thread-safe.
 */
public interface SourceFiles {

    /**
     * All files below a folder, at any depth, in no folder whose name begins with a dot.
     *
     * @param folder relative to the home, with slashes
     * @return by path, relative to the home; absent when neither the user nor the bundle has that
     *     folder
     * @throws IOException with a sentence that names what cannot be listed: then nobody knows what
     *     there is
     */
    Optional<SortedMap<String, SourceFile>> below(String folder) throws IOException;

    /**
     * The file in force at a path, relative to the home; absent when there is none.
     *
     * @throws IOException with a sentence, when it cannot be told
     */
    Optional<SourceFile> file(String path) throws IOException;
}
