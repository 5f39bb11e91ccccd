package io.vmstation.exec;

import io.vmstation.spi.CommandResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keeps the beginning of what a process prints and throws the rest away. Not thread-safe. */
final class BoundedOutput {
    static final int LIMIT = CommandResult.MOST_OUTPUT;
    private static final int CHUNKS_A_LOOK = 32;

    private final InputStream from;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    BoundedOutput(InputStream from) {
        this.from = from;
    }

    /** Takes what is there already; never waits for more. */
    void takeAvailable() {
        try {
            for (int i = 0; i < CHUNKS_A_LOOK; i++) {
                int available = from.available();
                if (available <= 0) {
                    return;
                }
                byte[] chunk = from.readNBytes(Math.min(available, LIMIT));
                kept.write(chunk, 0, Math.min(chunk.length, LIMIT - kept.size()));
            }
        } catch (IOException e) {
            // The process has closed its end: there is no more to take.
            return;
        }
    }

    String text() {
        return LenientText.of(kept.toByteArray());
    }
}
