package io.vmstation.host;

import static java.util.Objects.requireNonNull;

import io.vmstation.config.ConfigurationException;
import io.vmstation.config.Problem;
import io.vmstation.config.Settings;
import io.vmstation.config.SiteConfiguration;
import io.vmstation.config.SiteReader;
import io.vmstation.config.Vocabulary;
import io.vmstation.host.routes.ReferencedKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that the configuration of a site is read from. Thread-safe. */
final class SiteFiles {
    private static final Logger log = LoggerFactory.getLogger(SiteFiles.class);
    private static final String PROPERTIES = "config/application.properties";

    private final Overlay overlay;
    private final Map<String, String> environment;

    /**
     * @param environment the variables of this process
     */
    SiteFiles(Overlay overlay, Map<String, String> environment) {
        this.overlay = requireNonNull(overlay, "overlay is null");
        this.environment = Map.copyOf(environment);
    }

    /**
     * Makes a reader of them.
     *
     * @param vocabulary what the files may name
     */
    SiteReader reader(Vocabulary vocabulary) throws InvalidConfiguration {
        OverlayFile defaults =
                overlay.bundled(PROPERTIES)
                        .orElseThrow(() -> new IllegalStateException("no bundled " + PROPERTIES));
        try {
            return new SiteReader(
                    new ByteArrayInputStream(defaults.text().getBytes(StandardCharsets.UTF_8)),
                    overlay.home().folder(),
                    environment,
                    vocabulary);
        } catch (IOException e) {
            throw new InvalidConfiguration(PROPERTIES + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads them.
     *
     * @throws InvalidConfiguration with all problems
     */
    SiteConfiguration read(SiteReader reader) throws InvalidConfiguration {
        try {
            SiteConfiguration site = reader.read(referencedKeys());
            site.warnings().forEach(warning -> log.warn("Configuration: {}", warning));
            return site;
        } catch (ConfigurationException e) {
            throw new InvalidConfiguration(e.problems().stream().map(Problem::render).toList());
        }
    }

    /**
     * Reads the settings alone.
     *
     * @throws InvalidConfiguration with all problems of theirs
     */
    Settings readSettings() throws InvalidConfiguration {
        try {
            return reader(Vocabulary.of(Set.of(), List.of(), List.of()))
                    .readSettings(referencedKeys());
        } catch (ConfigurationException e) {
            throw new InvalidConfiguration(e.problems().stream().map(Problem::render).toList());
        }
    }

    /** Follows their changes. */
    SiteReload reload(
            SiteReader reader, SiteConfiguration first, Consumer<SiteConfiguration> swap) {
        return new SiteReload(watched(first.settings()), reader, this::referencedKeys, first, swap);
    }

    /** Lays the settings over {@code properties} as they are written, right or wrong. */
    void layOver(Properties properties) {
        try {
            Optional<OverlayFile> file = overlay.file(PROPERTIES);
            if (file.isPresent()) {
                properties.load(new StringReader(file.get().text()));
            }
        } catch (IOException | IllegalArgumentException e) {
            // The reader of the configuration has reported what is wrong with it.
            log.debug("The settings cannot be read", e);
        }
        for (String key : referencedKeys()) {
            Optional.ofNullable(environment.get(Settings.variable(key)))
                    .ifPresent(value -> properties.setProperty(key, value.strip()));
        }
    }

    private Set<String> referencedKeys() {
        List<String> texts = new ArrayList<>();
        try {
            for (OverlayFile file : overlay.files("routes").values()) {
                texts.add(file.text());
            }
        } catch (IOException e) {
            // The loader of the routes reports what is wrong with them.
            log.debug("A route file cannot be read", e);
        }
        return ReferencedKeys.inAll(texts);
    }

    private List<Path> watched(Settings settings) {
        return Stream.of(
                        overlay.home().folder().map(home -> home.resolve("config")).stream(),
                        settings.optionalPath("ipmi.modules-file").stream(),
                        settings.optionalPath("clusters.file").stream(),
                        settings.optionalPath("nodes.inventory").stream()
                                .flatMap(SiteFiles::inventory))
                .flatMap(files -> files)
                .toList();
    }

    /** Not the whole folder: it may be somebody's home, with files that change all the time. */
    static Stream<Path> inventory(Path file) {
        return Stream.of(file, file.resolveSibling("group_vars"), file.resolveSibling("host_vars"));
    }
}
