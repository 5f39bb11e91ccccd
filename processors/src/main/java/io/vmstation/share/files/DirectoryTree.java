package io.vmstation.share.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a directory and all below it, new ones included. Symbolic links below it are not
 * followed. What its own looking does is never told. Not thread-safe.
 */
final class DirectoryTree implements Eyes {
    private static final int MASK =
            LinuxInotify.IN_OPEN
                    | LinuxInotify.IN_ACCESS
                    | LinuxInotify.IN_MODIFY
                    | LinuxInotify.IN_CREATE
                    | LinuxInotify.IN_DELETE
                    | LinuxInotify.IN_MOVED_FROM
                    | LinuxInotify.IN_MOVED_TO
                    | LinuxInotify.IN_DELETE_SELF
                    | LinuxInotify.IN_MOVE_SELF;
    private static final int END_OF_ROOT =
            LinuxInotify.IN_DELETE_SELF
                    | LinuxInotify.IN_MOVE_SELF
                    | LinuxInotify.IN_UNMOUNT
                    | LinuxInotify.IN_IGNORED;

    private final Inotify inotify;
    private final SharedDirectory shared;
    private final Path root;
    private final Consumer<FileAccess> accesses;
    private final WatchedPaths watched = new WatchedPaths();
    private final Deque<Scan> toScan = new ArrayDeque<>();
    private final Coverage coverage = new Coverage();
    private @Nullable OwnListing own;
    private boolean ended;
    private boolean overflown;

    /** A directory to be looked into; when it is new, what is in it already was put there since. */
    private record Scan(Path directory, boolean isNew) {}

    /**
     * Begins with the directory itself.
     *
     * @param accesses told of what is done to files, in order
     * @throws IOException when the directory itself cannot be watched
     */
    DirectoryTree(SharedDirectory shared, Consumer<FileAccess> accesses) throws IOException {
        this.shared = requireNonNull(shared, "shared is null");
        this.root = shared.path();
        this.accesses = requireNonNull(accesses, "accesses is null");
        this.inotify = Inotify.open();
        try {
            register(root, inotify.watch(root, MASK));
        } catch (IOException | RuntimeException e) {
            inotify.close();
            throw e;
        }
        toScan.add(new Scan(root, false));
        shared.own().beginLook(this, root);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public boolean hasOverflown() {
        return overflown;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public boolean isComplete() {
        return toScan.isEmpty();
    }

    /** Looks into one more directory while there are such, else takes in what has happened. */
    @Override
    public boolean round(Duration patience) throws IOException {
        @Nullable Scan next = toScan.poll();
        if (next != null) {
            scan(next);
            if (toScan.isEmpty()) {
                shared.own().endLook(this);
            }
            return true;
        }
        List<InotifyEvent> events = inotify.read(patience);
        events.forEach(this::take);
        return !events.isEmpty();
    }

    private void scan(Scan scan) throws IOException {
        Path directory = scan.directory;
        int watch = -1;
        try {
            watch = watched.contains(directory) ? watched.watch(directory) : add(directory);
        } catch (NoSuchFileException e) {
            return; // It is gone again.
        } catch (AccessDeniedException e) {
            shared.cannotRead(directory);
            return;
        } catch (Inotify.LimitReached e) {
            // Looked into all the same, to be able to say how many watches it would take.
            coverage.unwatched();
        }
        inotify.read(Duration.ZERO).forEach(this::take);
        own = new OwnListing(watch, parentWatch(directory), FileNames.last(directory));
        try {
            list(scan);
        } finally {
            inotify.read(Duration.ZERO).forEach(this::take);
            own = null;
        }
    }

    private int add(Path directory) throws IOException {
        int watch = inotify.watch(directory, MASK | LinuxInotify.IN_DONT_FOLLOW);
        register(directory, watch);
        return watch;
    }

    private void list(Scan scan) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(scan.directory)) {
            for (Path entry : entries) {
                boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if (isDirectory && !shared.isOwn(entry)) {
                    toScan.add(new Scan(entry, scan.isNew));
                }
                if (scan.isNew && !shared.isOwn(entry)) {
                    accesses.accept(new FileAccess("create", entry));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It went away while it was looked into: its events tell.
        } catch (AccessDeniedException e) {
            shared.cannotRead(scan.directory);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void register(Path directory, int watch) {
        if (watched.add(directory, watch)) {
            coverage.watched();
        }
    }

    private void take(InotifyEvent event) {
        if (event.isAny(LinuxInotify.IN_Q_OVERFLOW)) {
            overflown = true;
            accesses.accept(new FileAccess("overflow", root));
            return;
        }
        @Nullable Path directory = watched.path(event.watch());
        if (directory == null) {
            return; // Told before its watch was ended.
        }
        if (event.isAny(END_OF_ROOT)) {
            ended |= directory.equals(root);
            if (event.isAny(LinuxInotify.IN_IGNORED)) {
                watched.remove(event.watch());
            }
            return;
        }
        if (own == null || !own.explains(event)) {
            tell(event, directory);
        }
    }

    private void tell(InotifyEvent event, Path directory) {
        Path path = event.name().isEmpty() ? directory : FileNames.resolve(directory, event.name());
        if (shared.isOwn(path)) {
            return;
        }
        if (event.isDirectory()) {
            if (event.isAny(LinuxInotify.IN_MOVED_FROM)) {
                // They would go on under a name that is no longer true, or outside of the tree.
                watched.removeBelow(path).forEach(inotify::forget);
            }
            if (event.isAny(LinuxInotify.IN_CREATE | LinuxInotify.IN_MOVED_TO)) {
                toScan.add(new Scan(path, event.isAny(LinuxInotify.IN_CREATE)));
            }
        }
        String word = FileAccess.word(event);
        if (!word.equals(FileAccess.LIST) || !shared.own().mayHaveListed(path, this)) {
            accesses.accept(new FileAccess(word, path));
        }
    }

    private int parentWatch(Path directory) {
        @Nullable Path parent = directory.equals(root) ? null : directory.getParent();
        return parent == null ? -1 : watched.watch(parent);
    }

    @Override
    public void close() {
        shared.own().endLook(this);
        inotify.close();
    }
}
