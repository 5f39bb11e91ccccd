package io.vmstation.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The default files that come with the application, by relative path. Read once: the jar may be
 * replaced under the running host.
 *
 * @param files text of each file by its path, {@code routes/wake-node.camel.yaml}
 */
public record Bundle(SortedMap<String, String> files) {
    private static final List<String> FOLDERS =
            List.of("config/", "routes/", "api/", "manifests/", "dashboards/", "alerts/");

    public Bundle {
        files = new TreeMap<>(files);
    }

    /** What lies in the jar, or in the class folder, that this class was loaded from. */
    public static Bundle ofApplication() {
        try {
            Path place =
                    Path.of(
                            Bundle.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return new Bundle(Files.isDirectory(place) ? ofFolder(place) : ofJar(place));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled files cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SortedMap<String, String> ofFolder(Path root) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        for (String folder : FOLDERS) {
            if (Files.isDirectory(root.resolve(folder))) {
                try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        String path = root.relativize(file).toString().replace('\\', '/');
                        found.put(path, Files.readString(file));
                    }
                }
            }
        }
        return found;
    }

    private static SortedMap<String, String> ofJar(Path place) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        try (JarFile jar = new JarFile(place.toFile())) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!entry.isDirectory()
                        && FOLDERS.stream().anyMatch(entry.getName()::startsWith)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        found.put(
                                entry.getName(),
                                new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return found;
    }
}
