package io.vmstation.share.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What this program itself does to files, so that it is not taken for the use of a share: folders
 * in which it reads and writes all the time, and directories that its watches look through when
 * they begin. A watch knows its own looks exactly; of those of another watch over the same files
 * this knows when they were, and what is listed there and then counts for nothing. Thread-safe.
 */
public final class OwnFootprints {
    /** What the kernel has queued is told a little later. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Set<Path> folders;
    private final LongSupplier nanoTime;
    private final Map<Object, Look> looks = new HashMap<>();

    private record Look(Path directory, boolean underWay, long endedAt) {}

    /**
     * @param folders absolute
     */
    public OwnFootprints(Set<Path> folders) {
        this(folders, System::nanoTime);
    }

    OwnFootprints(Set<Path> folders, LongSupplier nanoTime) {
        this.folders = Set.copyOf(folders);
        this.nanoTime = nanoTime;
    }

    /** Those folders that lie below a directory: the directory is not passed over for them. */
    Set<Path> foldersBelow(Path directory) {
        return folders.stream()
                .filter(own -> own.startsWith(directory) && !own.equals(directory))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A watch looks through a directory. */
    synchronized void beginLook(Object watch, Path directory) {
        looks.put(watch, new Look(directory, true, 0));
    }

    /** It has. Does nothing when it does not. */
    synchronized void endLook(Object watch) {
        looks.computeIfPresent(
                watch,
                (same, look) ->
                        look.underWay
                                ? new Look(look.directory, false, nanoTime.getAsLong())
                                : look);
    }

    /** Whether a directory that was listed may have been listed by another watch. */
    synchronized boolean mayHaveListed(Path directory, Object exceptBy) {
        long now = nanoTime.getAsLong();
        for (Iterator<Map.Entry<Object, Look>> all = looks.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Object, Look> entry = all.next();
            Look look = entry.getValue();
            if (!look.underWay && now - look.endedAt > LINGER.toNanos()) {
                all.remove();
            } else if (entry.getKey() != exceptBy && directory.startsWith(look.directory)) {
                return true;
            }
        }
        return false;
    }
}
