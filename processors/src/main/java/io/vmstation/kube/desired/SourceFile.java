package io.vmstation.kube.desired;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file that is in force.
 *
 * @param path relative to the home, with slashes: {@code manifests/monitoring/grafana.yaml}
 * @param origin how messages name it: its path, and that it is bundled when it is
 * @param modified when it was last written; absent for a bundled one
 * @param size in bytes
 * @param content reads it
 */
public record SourceFile(
        String path, String origin, Optional<Instant> modified, long size, Content content) {
    public SourceFile {
        requireNonNull(path, "path is null");
        requireNonNull(origin, "origin is null");
        requireNonNull(modified, "modified is null");
        requireNonNull(content, "content is null");
    }

    /** What a file holds. */
    @FunctionalInterface
    public interface Content {
        /**
         * Reads it now.
         *
         * @param most bytes to read
         * @throws IOException with a reason for people when it is gone or may not be read
         */
        byte[] read(int most) throws IOException;
    }

    /** A bundled file. */
    public static SourceFile bundled(String path, byte[] bytes) {
        byte[] copy = bytes.clone();
        return new SourceFile(
                path,
                path + " (bundled)",
                Optional.empty(),
                copy.length,
                most -> Arrays.copyOf(copy, Math.min(most, copy.length)));
    }

    /** Without the folders. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder that it lies in; empty for the home itself. */
    public String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Whether its name begins with a dot. */
    boolean isHidden() {
        return name().startsWith(".");
    }

    /** Differs when the file does, as far as that can be seen without reading it. */
    String stamp() {
        return origin + '|' + modified + '|' + size;
    }
}
