package io.vmstation.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file in {@code config/bad} is forbidden: {@code x.yaml} as nodes.yaml, {@code x.properties}
 * as application.properties, {@code x.ini} and {@code x.inventory.yml} as an inventory, {@code
 * x.modules.yml} as a configuration of ipmi_exporter, {@code x.clusters.yaml} as clusters.yaml.
 * {@code x.expected} beside it holds every message, one a line.
 */
class ForbiddenConfigurationTest {
    private static final Path BAD = Path.of("src/test/resources/config/bad");

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(BAD)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".expected"))
                    .map(name -> name.substring(0, name.length() - ".expected".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysEverythingThatIsWrong(String name, @TempDir Path home) throws IOException {
        assertThat(problems(site(name, home)))
                .isEqualTo(Files.readString(BAD.resolve(name + ".expected")));
    }

    @Test
    void everyForbiddenFileHasItsMessages() throws IOException {
        try (Stream<Path> files = Files.list(BAD)) {
            assertThat(files.map(path -> path.getFileName().toString().replaceAll("\\..*", "")))
                    .allMatch(cases()::contains)
                    .hasSizeGreaterThan(40);
        }
    }

    private static TestSite site(String name, Path home) throws IOException {
        TestSite site = new TestSite(home);
        site.file("config/malformed.secureon", "open sesame");
        site.file("config/empty.secret", "\nopen sesame\n");
        copy(site, name + ".yaml", "config/nodes.yaml");
        copy(site, name + ".clusters.yaml", "config/clusters.yaml");
        copy(site, name + ".properties", "config/application.properties");
        if (copy(site, name + ".modules.yml", "config/" + name + ".modules.yml")) {
            site.variable("VMSTATION_IPMI_MODULES_FILE", name + ".modules.yml");
        }
        for (String inventory : List.of(name + ".ini", name + ".inventory.yml")) {
            if (copy(site, inventory, "config/" + inventory)) {
                site.variable("VMSTATION_NODES_INVENTORY", inventory);
            }
        }
        return site;
    }

    private static boolean copy(TestSite site, String from, String to) throws IOException {
        Path file = BAD.resolve(from);
        if (Files.exists(file)) {
            site.file(to, Files.readString(file));
        }
        return Files.exists(file);
    }

    private static String problems(TestSite site) {
        ConfigurationException thrown =
                catchThrowableOfType(ConfigurationException.class, site::read);
        assertThat(thrown).as("was accepted").isNotNull();
        return thrown.problems().stream().map(Problem::render).collect(joining("\n", "", "\n"));
    }
}
