package io.vmstation.share.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which watch is of which directory. Not thread-safe. */
final class WatchedPaths {
    private final Map<Integer, Path> pathOf = new HashMap<>();
    private final Map<Path, Integer> watchOf = new HashMap<>();

    /** Notes one, in place of what the watch was called before; tells whether it is a new watch. */
    boolean add(Path directory, int watch) {
        @Nullable Path before = pathOf.put(watch, directory);
        if (before != null && !before.equals(directory)) {
            watchOf.remove(before);
        }
        watchOf.put(directory, watch);
        return before == null;
    }

    boolean contains(Path directory) {
        return watchOf.containsKey(directory);
    }

    /** The watch of a directory; -1 when it has none. */
    int watch(Path directory) {
        return watchOf.getOrDefault(directory, -1);
    }

    /** The directory of a watch; null when it is not known, or no longer. */
    @Nullable Path path(int watch) {
        return pathOf.get(watch);
    }

    /** The watch has ended. */
    void remove(int watch) {
        @Nullable Path directory = pathOf.remove(watch);
        if (directory != null) {
            watchOf.remove(directory, watch);
        }
    }

    /** Forgets a directory with all below it; gives the watches that they had. */
    List<Integer> removeBelow(Path moved) {
        List<Integer> removed = new ArrayList<>();
        for (Path path : List.copyOf(watchOf.keySet())) {
            if (path.startsWith(moved)) {
                int watch = watch(path);
                removed.add(watch);
                remove(watch);
            }
        }
        return removed;
    }
}
