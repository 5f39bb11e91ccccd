package io.vmstation.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files in force: a file of the user takes the place of the bundled file of the same relative
 * path, all others add to them. Looks at the disk at every call. Thread-safe.
 */
public final class Overlay {
    private final Bundle bundle;
    private final Home home;

    public Overlay(Bundle bundle, Home home) {
        this.bundle = bundle;
        this.home = home;
    }

    /** The home whose files lie over the bundled ones. */
    public Home home() {
        return home;
    }

    /** The file in force at a relative path. */
    public Optional<OverlayFile> file(String path) {
        Optional<OverlayFile> users =
                home.folder()
                        .map(folder -> folder.resolve(path))
                        .filter(Files::isRegularFile)
                        .map(place -> OverlayFile.ofUser(path, place));
        return users.isPresent() ? users : bundled(path);
    }

    /** Only the bundled files, with the state where it is here. */
    Overlay bundledOnly() {
        return new Overlay(bundle, Home.bundledOnly(home.state()));
    }

    /** The text of a bundled file that must be there. */
    String bundledText(String path) {
        return Optional.ofNullable(bundle.files().get(path))
                .orElseThrow(() -> new IllegalStateException("no bundled " + path));
    }

    /** The text of every bundled file by its relative path. */
    SortedMap<String, String> bundledFiles() {
        return bundle.files();
    }

    /** The bundled file at a relative path, whatever the user has. */
    public Optional<OverlayFile> bundled(String path) {
        return Optional.ofNullable(bundle.files().get(path))
                .map(text -> OverlayFile.bundled(path, text));
    }

    /**
     * The files in force directly in a folder, by name; hidden ones are left out.
     *
     * @throws IOException when the user's folder is there and cannot be listed
     */
    public SortedMap<String, OverlayFile> files(String folder) throws IOException {
        SortedMap<String, OverlayFile> found = new TreeMap<>();
        bundle.files()
                .forEach(
                        (path, text) -> {
                            OverlayFile file = OverlayFile.bundled(path, text);
                            if (path.equals(folder + "/" + file.name())) {
                                found.put(file.name(), file);
                            }
                        });
        Path place = home.folder().map(root -> root.resolve(folder)).orElse(null);
        if (place != null && Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.getFileName().toString().startsWith("."))
                        .forEach(
                                file -> {
                                    String name = file.getFileName().toString();
                                    found.put(name, OverlayFile.ofUser(folder + "/" + name, file));
                                });
            }
        }
        return found;
    }
}
