package io.vmstation.share.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** How much of a tree could be watched. Thread-safe. */
final class Coverage {
    private static final Path LIMIT = Path.of("/proc/sys/fs/inotify/max_user_watches");

    /** What other programs of the same user may want beside us. */
    private static final long SPARE = 8192;

    private static final int LONGEST_NUMBER = 64;

    private final long limit = limit();
    private final AtomicLong watched = new AtomicLong();
    private final AtomicLong unwatched = new AtomicLong();

    void watched() {
        watched.incrementAndGet();
    }

    /** The limit was reached before this one. */
    void unwatched() {
        unwatched.incrementAndGet();
    }

    /** Whether another try may cover more. */
    boolean mayBeBetter() {
        return unwatched.get() > 0 && limit() > limit;
    }

    /** What is missing, and what helps. */
    Optional<String> problem() {
        long missing = unwatched.get();
        if (missing == 0) {
            return Optional.empty();
        }
        long seen = watched.get();
        return Optional.of(
                "%d of %d directories are not watched, because the kernel allows this user %s inotify watches: allow more with `sysctl fs.inotify.max_user_watches=%d`, and for good in /etc/sysctl.d/"
                        .formatted(
                                missing,
                                seen + missing,
                                limit > 0 ? String.valueOf(limit) : "no more",
                                Math.max(limit, seen) + missing + SPARE));
    }

    private static long limit() {
        // The kernel gives the whole file to the first read and nothing to a second one.
        try (InputStream in = Files.newInputStream(LIMIT)) {
            byte[] text = in.readNBytes(LONGEST_NUMBER);
            return Long.parseLong(new String(text, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            // Hidden in some containers; the message says less then.
            return 0;
        }
    }
}
