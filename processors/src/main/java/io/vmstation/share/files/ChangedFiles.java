package io.vmstation.share.files;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeEvent.EventType;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees changes by the library that Camel's {@code file-watch} is made of, which needs no native
 * code of ours. Camel's own consumer is not used, because it keeps to itself when events were
 * dropped and when its watch has ended, waits for ever behind a directory that may not be read, and
 * by default reads all of every file.
 */
final class ChangedFiles implements Eyes {
    /** A burst makes one wake: what does not fit in here would change nothing. */
    private static final int MOST_WAITING = 1024;

    private final SharedDirectory directory;
    private final Consumer<FileAccess> accesses;
    private final BlockingQueue<FileAccess> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile Coverage coverage = new Coverage();
    private final DirectoryWatcher watcher;
    private final CompletableFuture<Void> end;
    private volatile boolean overflown;

    ChangedFiles(SharedDirectory directory, Consumer<FileAccess> accesses) throws IOException {
        this.directory = directory;
        this.accesses = accesses;
        this.watcher =
                DirectoryWatcher.builder()
                        .path(directory.path())
                        .fileHashing(false)
                        .fileTreeVisitor(this::visit)
                        .listener(new Listener())
                        .build();
        // Registers everything before it returns.
        this.end = watcher.watchAsync(task -> thread(task).start());
        if (end.isCompletedExceptionally()) {
            close();
            throw reason(end);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vmstation-share-changes");
        thread.setDaemon(true);
        return thread;
    }

    private static IOException reason(CompletableFuture<Void> failed) {
        try {
            failed.join();
            return new IOException("it ended at once");
        } catch (CompletionException e) {
            return e.getCause() instanceof IOException known ? known : new IOException(e);
        }
    }

    private final class Listener implements DirectoryChangeListener {
        @Override
        public void onEvent(DirectoryChangeEvent event) {
            boolean lost = event.eventType() == EventType.OVERFLOW;
            overflown |= lost;
            Path path = lost ? directory.path() : event.path();
            if (lost || !directory.isOwn(path)) {
                var unused = waiting.offer(new FileAccess(word(event.eventType()), path));
            }
        }

        @Override
        public void onException(Exception problem) {
            // A directory that was being registered went away, say: everything is looked at again.
            overflown = true;
        }
    }

    @Override
    public boolean round(Duration patience) throws InterruptedException {
        @Nullable FileAccess next = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        boolean any = next != null;
        while (next != null) {
            accesses.accept(next);
            next = waiting.poll();
        }
        return any;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public boolean hasEnded() {
        return end.isDone();
    }

    @Override
    public boolean hasOverflown() {
        return overflown;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    /** Goes round what may not be read, and counts what cannot be watched. */
    private void visit(
            Path start, FileTreeVisitor.Callback onDirectory, FileTreeVisitor.Callback onFile)
            throws IOException {
        if (start.equals(directory.path())) {
            // It is walked through more than once; the last time counts.
            coverage = new Coverage();
        }
        directory.own().beginLook(this, start);
        try {
            Files.walkFileTree(start, new Visitor(onDirectory, onFile));
        } finally {
            directory.own().endLook(this);
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final FileTreeVisitor.Callback onDirectory;
        private final FileTreeVisitor.Callback onFile;

        Visitor(FileTreeVisitor.Callback onDirectory, FileTreeVisitor.Callback onFile) {
            this.onDirectory = onDirectory;
            this.onFile = onFile;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes read)
                throws IOException {
            if (directory.isOwn(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            try {
                onDirectory.call(folder);
                coverage.watched();
            } catch (NoSuchFileException e) {
                return FileVisitResult.SKIP_SUBTREE;
            } catch (AccessDeniedException e) {
                return visitFileFailed(folder, e);
            } catch (IOException e) {
                // The JDK tells of ENOSPC only in words.
                if (!String.valueOf(e.getMessage()).contains("limit")) {
                    throw e;
                }
                coverage.unwatched();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes read) throws IOException {
            onFile.call(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (file.equals(directory.path())) {
                throw problem;
            }
            if (problem instanceof AccessDeniedException) {
                directory.cannotRead(file);
            }
            return FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static String word(EventType type) {
        return type == EventType.MODIFY ? "write" : type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        try {
            watcher.close();
        } catch (IOException e) {
            throw new UncheckedIOException("watching did not end well", e);
        }
    }
}
