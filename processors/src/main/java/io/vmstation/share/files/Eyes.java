package io.vmstation.share.files;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** What sees into a directory for as long as it stays the same one. Confined to one thread. */
interface Eyes extends AutoCloseable {

    /** Hands on what has happened; tells whether there was anything. */
    boolean round(Duration patience) throws IOException, InterruptedException;

    /** Whether everything was looked at once, so that {@link #coverage} is true. */
    boolean isComplete();

    /** Whether the directory is gone. */
    boolean hasEnded();

    /** Whether something may have been missed. */
    boolean hasOverflown();

    /** How much of the directory is seen. */
    Coverage coverage();

    @Override
    void close();

    /** Opens them. */
    @FunctionalInterface
    interface Kind {
        /**
         * Opens some.
         *
         * @param accesses told of what is done to files
         * @throws IOException when nothing of the directory could be seen
         */
        Eyes open(SharedDirectory directory, Consumer<FileAccess> accesses) throws IOException;
    }
}
