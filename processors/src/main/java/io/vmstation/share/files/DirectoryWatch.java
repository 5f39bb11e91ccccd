package io.vmstation.share.files;

import static java.util.Objects.requireNonNull;

import io.vmstation.share.signal.ShareEvent;
import io.vmstation.share.signal.Signal;
import io.vmstation.share.signal.Watch;
import io.vmstation.share.signal.WatchStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches one directory by what {@link Eyes} see, and keeps them open: when the directory is
 * removed, renamed, unmounted or mounted over it says so, and begins anew as soon as it is back.
 * After the kernel had to drop events, it looks at everything again.
 */
public final class DirectoryWatch implements Watch {
    private static final Duration LOOK_AT_PATH = Duration.ofSeconds(2);
    private static final Duration REOPEN = Duration.ofSeconds(10);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

    /** In which the kernel may merge events that are the same. */
    private static final Duration MERGE = Duration.ofMillis(50);

    private final Signal signal;
    private final SharedDirectory directory;
    private final Consumer<ShareEvent> events;
    private final Eyes.Kind kind;
    private @Nullable Eyes eyes;
    private @Nullable Object key;
    private String blindness;
    private long openedAt;
    private long lookedAt;

    private DirectoryWatch(
            Signal signal, SharedDirectory directory, Consumer<ShareEvent> events, Eyes.Kind kind) {
        this.signal = signal;
        this.directory = directory;
        this.events = requireNonNull(events, "events is null");
        this.kind = kind;
        this.blindness = directory.reason(new NoSuchFileException(""));
    }

    /**
     * Sees files that are opened, read or changed, and directories that are listed.
     *
     * @param own what this program does itself: nothing of it is seen
     * @param events told in order, on the thread of the rounds
     */
    public static Watch ofAccesses(Path directory, OwnFootprints own, Consumer<ShareEvent> events) {
        return new DirectoryWatch(
                Signal.ACCESS, new SharedDirectory(directory, own), events, DirectoryTree::new);
    }

    /** Sees files that are created, changed or deleted; parameters as of {@link #ofAccesses}. */
    public static Watch ofChanges(Path directory, OwnFootprints own, Consumer<ShareEvent> events) {
        return new DirectoryWatch(
                Signal.CHANGE, new SharedDirectory(directory, own), events, ChangedFiles::new);
    }

    /** Why accesses cannot be seen on this machine, in one clause; nothing when they can. */
    public static Optional<String> accessesUnseen() {
        return Inotify.unusable();
    }

    @Override
    public Signal signal() {
        return signal;
    }

    @Override
    public void round(Duration patience) throws InterruptedException {
        try {
            Eyes open = eyes == null ? reopen() : eyes;
            boolean any = look(open, patience);
            if (any && open.isComplete() && !patience.isZero()) {
                Thread.sleep(MERGE.toMillis());
            }
            check(open);
        } catch (IOException e) {
            shut(directory.reason(e));
            Thread.sleep(patience.toMillis());
        }
    }

    /** What is new, and at the beginning a good part of what there is. */
    private static boolean look(Eyes open, Duration patience)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean any = open.round(patience);
        while (!open.isComplete() && System.nanoTime() - start < FIRST_LOOK.toNanos()) {
            any |= open.round(Duration.ZERO);
        }
        return any;
    }

    private Eyes reopen() throws IOException {
        key = directory.key();
        Eyes opened = kind.open(directory, this::tell);
        eyes = opened;
        openedAt = System.nanoTime();
        lookedAt = openedAt;
        return opened;
    }

    private void tell(FileAccess access) {
        events.accept(
                ShareEvent.ofFile(
                        signal,
                        directory.path().toString(),
                        access.operation(),
                        access.path().toString()));
    }

    private void check(Eyes open) throws IOException {
        if (open.hasEnded()) {
            throw new NoSuchFileException(directory.path().toString());
        }
        long now = System.nanoTime();
        boolean old = now - openedAt > REOPEN.toNanos();
        if (open.hasOverflown() && old) {
            close();
            reopen();
        } else if (now - lookedAt > LOOK_AT_PATH.toNanos()) {
            lookedAt = now;
            if (!Objects.equals(key, directory.key()) || (old && open.coverage().mayBeBetter())) {
                close();
                reopen();
            }
        }
    }

    private void shut(String reason) {
        blindness = reason;
        close();
    }

    @Override
    public WatchStatus status() {
        @Nullable Eyes open = eyes;
        if (open == null) {
            return WatchStatus.blind(blindness);
        }
        Optional<String> gap = open.isComplete() ? open.coverage().problem() : Optional.empty();
        return gap.map(WatchStatus::partly)
                .orElseGet(() -> WatchStatus.watching("directory=" + directory.path()));
    }

    @Override
    public void close() {
        if (eyes != null) {
            eyes.close();
            eyes = null;
        }
    }
}
