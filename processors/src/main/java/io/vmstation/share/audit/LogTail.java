package io.vmstation.share.audit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log by its name, from its end on, through every kind of rotation. After a rename the
 * old file is read on for a while beside the new one: each of Samba's processes goes on writing to
 * the file that it has open until it notices. A log that is not there yet is read from its
 * beginning once it is. Not thread-safe.
 *
 * <p>Camel's stream component is not used for this: it reads a log from its beginning, again each
 * time the log grows when it watches for rotation, and it takes in lines of any length.
 */
final class LogTail implements AutoCloseable {
    private static final Duration LINGER = Duration.ofMinutes(10);
    private static final int MOST_FILES = 4;

    private final Path path;
    private final LongSupplier nanoTime;
    private final Deque<Followed> files = new ArrayDeque<>();
    private boolean nextFromStart;
    private Optional<String> problem = Optional.empty();

    private static final class Followed {
        final LogFile file;
        long grew;

        Followed(LogFile file, long grew) {
            this.file = file;
            this.grew = grew;
        }
    }

    LogTail(Path path, LongSupplier nanoTime) {
        this.path = requireNonNull(path, "path is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Why the log cannot be read now. */
    Optional<String> problem() {
        return problem;
    }

    /**
     * Reads what is new.
     *
     * @return whether there was anything
     */
    boolean round(Consumer<String> lines) {
        boolean any = false;
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            if (!found.isRegularFile()) {
                throw new IOException("is not a file");
            }
            // What the old file got last comes before what the new one has.
            any = readAll(lines);
            if (files.isEmpty() || !files.getFirst().file.is(found.fileKey())) {
                files.addFirst(
                        new Followed(LogFile.open(path, found.fileKey(), !nextFromStart), now()));
                any |= read(files.getFirst(), lines);
            }
            nextFromStart = true;
            problem = Optional.empty();
        } catch (IOException e) {
            any |= readAll(lines);
            nextFromStart |= e instanceof NoSuchFileException;
            problem = Optional.of(path + " " + reason(e));
        }
        forgetOld();
        return any;
    }

    private boolean readAll(Consumer<String> lines) {
        boolean any = false;
        for (Iterator<Followed> oldestFirst = files.descendingIterator(); oldestFirst.hasNext(); ) {
            any |= read(oldestFirst.next(), lines);
        }
        return any;
    }

    private boolean read(Followed followed, Consumer<String> lines) {
        try {
            if (!followed.file.read(lines)) {
                return false;
            }
            followed.grew = now();
            return true;
        } catch (IOException e) {
            problem = Optional.of(path + " " + reason(e));
            return false;
        }
    }

    private void forgetOld() {
        @Nullable Followed newest = files.peekFirst();
        while (files.size() > 1) {
            Followed oldest = files.getLast();
            boolean quiet = now() - oldest.grew > LINGER.toNanos();
            if (oldest == newest || !(quiet || files.size() > MOST_FILES)) {
                return;
            }
            close(files.removeLast());
        }
    }

    private static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "is not there";
        }
        if (error instanceof AccessDeniedException) {
            return "may not be read by this user";
        }
        String message = error.getMessage();
        return message != null && message.startsWith("is ") ? message : "cannot be read: " + error;
    }

    private long now() {
        return nanoTime.getAsLong();
    }

    private static void close(Followed followed) {
        try {
            followed.file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a log that was only read did not close", e);
        }
    }

    @Override
    public void close() {
        files.forEach(LogTail::close);
        files.clear();
    }
}
