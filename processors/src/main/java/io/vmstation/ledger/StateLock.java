package io.vmstation.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Holds a state folder for one process: {@code vmstation.lock}, with the number of that process in
 * it. The kernel drops the lock when the process dies, however it dies.
 */
final class StateLock implements AutoCloseable {
    static final String FILE_NAME = "vmstation.lock";

    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws LedgerFailure when another process holds it
     */
    static StateLock take(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        // The file is never deleted: between a deletion and a new lock two processes could both
        // win.
        if (Files.notExists(file)) {
            PrivateFiles.create(file);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new LedgerFailure(
                        "The state folder "
                                + folder
                                + " is in use by another VMStation ("
                                + holder(channel)
                                + "): stop that one, or give this one another state folder",
                        null);
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new StateLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(LONGEST_PID);
        channel.read(read, 0);
        String pid =
                new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "it has not written its process number yet" : "process " + pid;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
