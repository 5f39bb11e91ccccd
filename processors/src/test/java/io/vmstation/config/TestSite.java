package io.vmstation.config;

import io.vmstation.config.Vocabulary.Word;
import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** A site in a folder of its own, read with the defaults of the repository. */
final class TestSite {
    /** Tests run in the folder of their module. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    static final Vocabulary VOCABULARY = vocabulary();

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
        return reader(folder, VOCABULARY);
    }

    /** A reader on a machine that is any of these nodes. */
    SiteReader readerOn(BiPredicate<String, List<String>> thisMachine) throws IOException {
        Path defaults = REPOSITORY.resolve("config/application.properties");
        try (InputStream in = Files.newInputStream(defaults)) {
            return new SiteReader(in, Optional.of(home), environment, VOCABULARY, thisMachine);
        }
    }

    SiteReader reader(Optional<Path> folder, Vocabulary vocabulary) throws IOException {
        Path defaults = REPOSITORY.resolve("config/application.properties");
        try (InputStream in = Files.newInputStream(defaults)) {
            return new SiteReader(in, folder, environment, vocabulary);
        }
    }

    /** Words like those of the real checks and methods, with an option of every type. */
    private static Vocabulary vocabulary() {
        Map<String, Word> checks = new HashMap<>();
        List.of("sessions", "samba", "load", "inhibitors", "inhibit-file")
                .forEach(name -> checks.put(name, word(Requirement.SSH)));
        checks.put("relay", new Word(List.of(), Set.of()));
        checks.put("pods", word(Requirement.KUBERNETES_NODE));
        checks.put(
                "connections",
                word(
                        Requirement.SSH,
                        option("ports", OptionDescription.Type.PORTS, "22"),
                        option("ignore", OptionDescription.Type.NETWORKS, "")));
        checks.put(
                "jellyfin",
                new Word(
                        List.of(
                                option("url", OptionDescription.Type.URL),
                                option("tokenFile", OptionDescription.Type.FILE),
                                option("music", OptionDescription.Type.FLAG, "true")),
                        Set.of()));
        checks.put(
                "network",
                word(
                        Requirement.SSH,
                        option("below", OptionDescription.Type.SIZE, "100KB"),
                        option("window", OptionDescription.Type.DURATION, "5m"),
                        option("share", OptionDescription.Type.NUMBER, "0.5"),
                        option("samples", OptionDescription.Type.INTEGER, "3"),
                        option("interface", OptionDescription.Type.OPTIONAL_TEXT)));
        checks.put(
                "processes", word(Requirement.SSH, option("names", OptionDescription.Type.TEXTS)));
        checks.put(
                "http",
                new Word(
                        List.of(
                                option("url", OptionDescription.Type.URL),
                                option("path", OptionDescription.Type.TEXT, "$"),
                                option("authorities", OptionDescription.Type.FILE, "")),
                        Set.of()));
        Map<String, Word> methods = new HashMap<>();
        methods.put("suspend", word(Requirement.SSH));
        methods.put("exec", word(Requirement.SSH, option("command", OptionDescription.Type.TEXTS)));
        methods.put("bmc-soft-off", word(Requirement.BMC));
        return new Vocabulary(
                Set.of("magic-packet", "raw-frame", "etherwake", "wakeonlan", "bmc-power-on"),
                checks,
                methods);
    }

    private static Word word(Requirement need, OptionDescription... options) {
        return new Word(List.of(options), Set.of(need));
    }

    private static OptionDescription option(String name, OptionDescription.Type type) {
        return OptionDescription.of(name, type, "It matters.");
    }

    private static OptionDescription option(
            String name, OptionDescription.Type type, String otherwise) {
        return OptionDescription.of(name, type, otherwise, "It matters.");
    }
}
