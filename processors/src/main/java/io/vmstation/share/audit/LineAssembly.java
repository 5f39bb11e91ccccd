package io.vmstation.share.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines out of bytes as they come; of a line that is too long only the beginning. */
final class LineAssembly {
    /** Longer than any path (PATH_MAX is 4096) with what stands before it. */
    static final int LONGEST_LINE = 8192;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean skipping;

    /** Leaves out everything up to the next end of a line. */
    void skipLine() {
        skipping = true;
    }

    /** Takes in all of {@code bytes}; hands on each line that ends in them. */
    void add(ByteBuffer bytes, Consumer<String> lines) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                if (!skipping) {
                    lines.accept(line.toString(StandardCharsets.UTF_8));
                }
                skipping = false;
                line.reset();
            } else if (!skipping && line.size() < LONGEST_LINE) {
                line.write(next);
            }
        }
    }
}
