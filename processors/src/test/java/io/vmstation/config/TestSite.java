package io.vmstation.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A site in a folder of its own, read with the defaults of the repository. */
final class TestSite {
    /** Tests run in the folder of their module. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    static final Set<String> METHODS =
            Set.of("magic-packet", "raw-frame", "etherwake", "wakeonlan");

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Set<String> referenced = new HashSet<>();

    TestSite(Path home) {
        this.home = home;
    }

    TestSite file(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    TestSite nodes(String content) throws IOException {
        return file("config/nodes.yaml", content);
    }

    TestSite properties(String content) throws IOException {
        return file("config/application.properties", content);
    }

    TestSite variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    TestSite referenced(String key) {
        referenced.add(key);
        return this;
    }

    SiteConfiguration read() throws IOException, ConfigurationException {
        return reader(Optional.of(home)).read(referenced);
    }

    SiteReader reader(Optional<Path> folder) throws IOException {
        Path defaults = REPOSITORY.resolve("config/application.properties");
        try (InputStream in = Files.newInputStream(defaults)) {
            return new SiteReader(in, folder, environment, METHODS);
        }
    }
}
