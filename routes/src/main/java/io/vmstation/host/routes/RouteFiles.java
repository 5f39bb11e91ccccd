package io.vmstation.host.routes;

import io.vmstation.host.Overlay;
import io.vmstation.host.OverlayFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the route files in force: {@code *.yaml} and {@code *.yml} in {@code routes/}. */
public final class RouteFiles {
    private static final String FOLDER = "routes";

    private final Overlay overlay;

    public RouteFiles(Overlay overlay) {
        this.overlay = overlay;
    }

    /**
     * What was read at one moment.
     *
     * @param texts content by file name; of those that could not be read, the reason
     * @param sources those that are YAML, by file name
     * @param problems of the others, by file name
     */
    record Snapshot(
            SortedMap<String, String> texts,
            SortedMap<String, RouteSource> sources,
            SortedMap<String, RouteProblem> problems) {}

    Overlay overlay() {
        return overlay;
    }

    /** Reads all files; fails only when the folder itself cannot be listed. */
    Snapshot read() throws IOException {
        Snapshot snapshot = new Snapshot(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (Map.Entry<String, OverlayFile> entry : overlay.files(FOLDER).entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                read(name, entry.getValue(), snapshot);
            }
        }
        return snapshot;
    }

    private static void read(String name, OverlayFile file, Snapshot into) {
        try {
            String text = file.text();
            into.texts().put(name, text);
            into.sources()
                    .put(name, new RouteSource(name, file.origin(), text, RouteOutline.of(text)));
        } catch (IOException e) {
            into.texts().put(name, "unreadable: " + e);
            into.problems()
                    .put(name, new RouteProblem(file.origin(), 0, "it cannot be read: " + e));
        } catch (RouteOutline.Malformed e) {
            into.problems()
                    .put(
                            name,
                            new RouteProblem(
                                    file.origin(), e.line(), String.valueOf(e.getMessage())));
        }
    }

    /** The file that came with the application under this name. */
    Optional<RouteSource> bundled(String name) {
        return overlay.bundled(FOLDER + "/" + name)
                .flatMap(
                        file -> {
                            SortedMap<String, RouteSource> one = new TreeMap<>();
                            read(name, file, new Snapshot(new TreeMap<>(), one, new TreeMap<>()));
                            return Optional.ofNullable(one.get(name));
                        });
    }

    /**
     * All {@code {{key}}} names in the files in force.
     *
     * @throws IOException when the folder cannot be listed
     */
    public Set<String> referencedKeys() throws IOException {
        List<String> texts = new ArrayList<>(read().texts().values());
        return ReferencedKeys.inAll(texts);
    }
}
