package io.vmstation.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file as it is in force: the user's, or the bundled one. */
public final class OverlayFile {
    private final String path;
    private final @Nullable Path place;
    private final String bundledText;

    private OverlayFile(String path, @Nullable Path place, String bundledText) {
        this.path = path;
        this.place = place;
        this.bundledText = bundledText;
    }

    static OverlayFile bundled(String path, String text) {
        return new OverlayFile(path, null, text);
    }

    static OverlayFile ofUser(String path, Path place) {
        return new OverlayFile(path, place, "");
    }

    /** Relative to the home, with slashes: {@code routes/wake-node.camel.yaml}. */
    public String path() {
        return path;
    }

    /** Without the folder: {@code wake-node.camel.yaml}. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it came with the application. */
    public boolean isBundled() {
        return place == null;
    }

    /** How messages name it: the place on disk, or that it is bundled. */
    public String origin() {
        return place == null ? "(bundled) " + path : place.toString();
    }

    /**
     * Reads it now.
     *
     * @throws IOException when it is gone or may not be read
     */
    public String text() throws IOException {
        if (place == null) {
            return bundledText;
        }
        return new String(Files.readAllBytes(place), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return origin();
    }
}
