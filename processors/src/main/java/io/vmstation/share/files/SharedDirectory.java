package io.vmstation.share.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that is shared, and what below it is not our business. A path may lead to another
 * directory from one moment to the next, when it is removed and made again or mounted over. Looking
 * at it opens nothing, so that it is not taken for an access. Not thread-safe.
 */
final class SharedDirectory {
    private static final Logger log = LoggerFactory.getLogger(SharedDirectory.class);
    private static final int MOST_NAMED = 1000;

    private final Path path;
    private final OwnFootprints own;
    private final Set<Path> ownFolders;
    private final Set<Path> named = new HashSet<>();

    /**
     * @param own what this program does itself
     */
    SharedDirectory(Path path, OwnFootprints own) {
        this.path = requireNonNull(path, "path is null").toAbsolutePath().normalize();
        this.own = requireNonNull(own, "own is null");
        this.ownFolders = own.foldersBelow(this.path);
    }

    /** What this program does itself. */
    OwnFootprints own() {
        return own;
    }

    Path path() {
        return path;
    }

    /** Whether a path belongs to this program. */
    boolean isOwn(Path file) {
        return ownFolders.stream().anyMatch(file::startsWith);
    }

    /** Says once that nothing is seen of a directory. */
    void cannotRead(Path directory) {
        if (named.size() < MOST_NAMED && named.add(directory)) {
            log.warn(
                    "Directory is not watched, because it may not be read: directory={}, below={}",
                    directory,
                    path);
        }
    }

    /**
     * What the directory is that the path leads to now.
     *
     * @throws IOException when it leads to none
     */
    @Nullable Object key() throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        if (!found.isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        return found.fileKey();
    }

    /** What to say of it when it cannot be watched. */
    String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "the directory " + path + " is not there";
        }
        if (error instanceof NotDirectoryException) {
            return path + " is not a directory";
        }
        if (error instanceof AccessDeniedException) {
            return "the directory " + path + " may not be read by this user";
        }
        if (error instanceof Inotify.LimitReached) {
            Coverage none = new Coverage();
            none.unwatched();
            return none.problem().orElseThrow();
        }
        return "the directory " + path + " cannot be watched: " + error.getMessage();
    }
}
