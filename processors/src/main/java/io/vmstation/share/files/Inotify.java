package io.vmstation.share.files;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An inotify instance of the Linux kernel, which unlike Java's own watch service also tells of
 * files that are opened and read and of directories that are listed. Not thread-safe.
 */
final class Inotify implements AutoCloseable {
    /** Thrown when the user has as many watches as the kernel allows. */
    static final class LimitReached extends IOException {
        private static final long serialVersionUID = 1;

        LimitReached() {
            super("the limit of inotify watches is reached");
        }
    }

    private static final int HEADER = 16;
    private static final int BUFFER = 64 * 1024;

    private static final int CLOSED = -1;

    private int descriptor;
    private final byte[] buffer = new byte[BUFFER];

    private Inotify(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens one.
     *
     * @throws IOException with one clause for the user: not Linux, no native code, too many
     */
    static Inotify open() throws IOException {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
            throw new IOException("inotify is a part of Linux, this is " + system);
        }
        try {
            return new Inotify(
                    LinuxInotify.inotify_init1(LinuxInotify.IN_CLOEXEC | LinuxInotify.IN_NONBLOCK));
        } catch (LastErrorException e) {
            throw new IOException(whyNotOpened(e), e);
        } catch (LinkageError e) {
            throw new IOException(
                    "inotify needs the native part of JNA, which could not be loaded (set"
                            + " -Djna.tmpdir to a folder that is not mounted noexec): "
                            + e.getMessage(),
                    e);
        }
    }

    /** Why inotify cannot be used on this machine, in one clause; nothing when it can. */
    static Optional<String> unusable() {
        try {
            open().close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Watches a directory, or changes for what it is watched.
     *
     * @return what its events will be called
     * @throws LimitReached when there are too many watches
     * @throws NoSuchFileException when there is no such directory
     * @throws AccessDeniedException when it may not be read
     */
    int watch(Path directory, int mask) throws IOException {
        try {
            return LinuxInotify.inotify_add_watch(
                    descriptor, FileNames.terminated(directory), mask | LinuxInotify.IN_ONLYDIR);
        } catch (LastErrorException e) {
            throw switch (e.getErrorCode()) {
                case LinuxInotify.ENOSPC -> new LimitReached();
                case LinuxInotify.ENOENT, LinuxInotify.ENOTDIR ->
                        new NoSuchFileException(directory.toString());
                case LinuxInotify.EACCES -> new AccessDeniedException(directory.toString());
                default -> new IOException(directory + ": " + e.getMessage(), e);
            };
        }
    }

    /** Ends a watch; does nothing when it has ended by itself. */
    void forget(int watch) {
        try {
            LinuxInotify.inotify_rm_watch(descriptor, watch);
        } catch (LastErrorException e) {
            // The directory is gone, and its watch with it.
        }
    }

    /**
     * Everything that has happened until now; when nothing has, waits for something.
     *
     * @param patience how long to wait at most; zero: not at all
     */
    List<InotifyEvent> read(Duration patience) throws IOException {
        List<InotifyEvent> events = new ArrayList<>();
        try {
            if (!patience.isZero() && !awaitInput(patience)) {
                return events;
            }
            int length = fill();
            while (length > 0) {
                parse(length, events);
                length = fill();
            }
        } catch (LastErrorException e) {
            throw new IOException("inotify cannot be read: " + e.getMessage(), e);
        }
        return events;
    }

    private boolean awaitInput(Duration patience) {
        byte[] pollfd =
                ByteBuffer.allocate(8)
                        .order(ByteOrder.nativeOrder())
                        .putInt(descriptor)
                        .putShort(LinuxInotify.POLLIN)
                        .array();
        try {
            return LinuxInotify.poll(
                            pollfd,
                            new NativeLong(1),
                            (int) Math.min(Integer.MAX_VALUE, Math.max(1, patience.toMillis())))
                    > 0;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LinuxInotify.EINTR) {
                return false;
            }
            throw e;
        }
    }

    private int fill() {
        try {
            return LinuxInotify.read(descriptor, buffer, new NativeLong(BUFFER)).intValue();
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LinuxInotify.EAGAIN || e.getErrorCode() == LinuxInotify.EINTR) {
                return 0;
            }
            throw e;
        }
    }

    /** A {@code struct inotify_event} each: watch, mask, cookie, length of the name, name. */
    private void parse(int length, List<InotifyEvent> events) {
        ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
        while (in.remaining() >= HEADER) {
            int watch = in.getInt();
            int mask = in.getInt();
            in.getInt();
            byte[] name = new byte[in.getInt()];
            in.get(name);
            String text = new String(name, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\0');
            events.add(new InotifyEvent(watch, mask, end < 0 ? text : text.substring(0, end)));
        }
    }

    private static String whyNotOpened(LastErrorException error) {
        return switch (error.getErrorCode()) {
            case LinuxInotify.EMFILE ->
                    "this user has as many inotify instances as the kernel allows: raise it with"
                            + " `sysctl fs.inotify.max_user_instances=1024`, and for good in"
                            + " /etc/sysctl.d/";
            case LinuxInotify.ENFILE -> "the machine has too many open files";
            default -> "inotify cannot be used: " + error.getMessage();
        };
    }

    @Override
    public void close() {
        if (descriptor != CLOSED) {
            int open = descriptor;
            descriptor = CLOSED;
            LinuxInotify.close(open);
        }
    }
}
