package io.vmstation.share.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open log file and how far it was read. It stays the same file under whatever name it has. A
 * file that was emptied, as {@code copytruncate} of logrotate does, is read from its beginning,
 * also when it has grown longer than before in the meantime: then what stands before the place that
 * was read to is no longer what it was. Not thread-safe.
 */
final class LogFile implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;
    private static final int MOST_AT_ONCE = 4 * 1024 * 1024;
    private static final int FINGERPRINT = 64;

    private final FileChannel channel;
    private final @Nullable Object key;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private LineAssembly assembly = new LineAssembly();
    private long position;
    private byte[] before = new byte[0];

    private LogFile(FileChannel channel, @Nullable Object key) {
        this.channel = channel;
        this.key = key;
    }

    /**
     * Opens it.
     *
     * @param key of the file that was found there before
     * @param atEnd whether only what comes from now on counts
     */
    static LogFile open(Path path, @Nullable Object key, boolean atEnd) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            LogFile file = new LogFile(channel, key);
            if (atEnd) {
                file.goTo(channel.size());
            }
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a file with this key is this one. */
    boolean is(@Nullable Object otherKey) {
        return key == null || key.equals(otherKey);
    }

    /**
     * Reads on.
     *
     * @return whether there was anything new
     */
    boolean read(Consumer<String> lines) throws IOException {
        long size = channel.size();
        if (size < position || (size > position && !Arrays.equals(before, bytesBefore(position)))) {
            position = 0;
            before = new byte[0];
            assembly = new LineAssembly();
        }
        long start = position;
        int read = 0;
        while (read >= 0 && position - start < MOST_AT_ONCE) {
            chunk.clear();
            read = channel.read(chunk, position);
            position += Math.max(read, 0);
            assembly.add(chunk.flip(), lines);
        }
        if (position != start) {
            before = bytesBefore(position);
        }
        return position != start;
    }

    private void goTo(long place) throws IOException {
        position = place;
        before = bytesBefore(place);
        if (before.length > 0 && before[before.length - 1] != '\n') {
            assembly.skipLine();
        }
    }

    private byte[] bytesBefore(long place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(FINGERPRINT, place));
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = channel.read(bytes, place - bytes.capacity() + bytes.position());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
