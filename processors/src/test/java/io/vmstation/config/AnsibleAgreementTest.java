package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.config.YamlValue.Mapping;
import io.vmstation.config.YamlValue.Scalar;
import io.vmstation.config.YamlValue.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with what Ansible itself (ansible-core 2.14.18) made of the same inventories: {@code
 * ansible-inventory -i FOLDER/hosts... --list}.
 */
class AnsibleAgreementTest {
    private static final Path INVENTORIES = Path.of("src/test/resources/config/inventory");

    private final Problems problems = new Problems();
    private final ConfigFiles files = new ConfigFiles(Optional.empty(), Path.of("/root"));

    @ParameterizedTest
    @ValueSource(strings = {"users-site", "ini", "yaml", "bare", "json"})
    void everyVariableOfEveryHostIsWhatAnsibleSays(String name) throws IOException {
        Path folder = INVENTORIES.resolve(name);
        assertThat(ours(folder)).isNotEmpty().isEqualTo(theirs(folder));
        assertThat(problems.found()).isEmpty();
    }

    private Map<String, Map<String, String>> ours(Path folder) throws IOException {
        Path file;
        try (Stream<Path> children = Files.list(folder)) {
            file =
                    children.filter(p -> p.getFileName().toString().startsWith("hosts"))
                            .findFirst()
                            .orElseThrow();
        }
        Inventory inventory = new InventoryReader(files, problems).parse(file);
        HostVariables variables =
                new HostVariables(
                        inventory,
                        new VariableFolder(folder.resolve("group_vars"), files, problems),
                        new VariableFolder(folder.resolve("host_vars"), files, problems));
        Map<String, Map<String, String>> hosts = new TreeMap<>();
        for (Inventory.Host host : inventory.hosts()) {
            Map<String, String> texts = new TreeMap<>();
            variables.of(host).forEach((key, value) -> texts.put(key, text(value)));
            texts.remove("ansible_group_priority");
            hosts.put(host.name(), texts);
        }
        return hosts;
    }

    private Map<String, Map<String, String>> theirs(Path folder) throws IOException {
        String json = Files.readString(folder.resolve("ansible-inventory.json"));
        YamlValue document =
                YamlReader.lenient(problems).read(json, Place.of("captured")).orElseThrow();
        Mapping variables = (Mapping) value(value(document, "_meta"), "hostvars");
        Map<String, Map<String, String>> hosts = new TreeMap<>();
        for (YamlValue.Entry host : variables.entries()) {
            Map<String, String> texts = new TreeMap<>();
            ((Mapping) host.value()).entries().forEach(e -> texts.put(e.key(), text(e.value())));
            hosts.put(host.key(), texts);
        }
        return hosts;
    }

    private static YamlValue value(YamlValue map, String key) {
        return ((Mapping) map).value(key).orElseThrow();
    }

    private static String text(YamlValue value) {
        if (value instanceof Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof Sequence list) {
            return list.items().stream().map(AnsibleAgreementTest::text).toList().toString();
        }
        Map<String, String> entries = new TreeMap<>();
        ((Mapping) value).entries().forEach(e -> entries.put(e.key(), text(e.value())));
        return entries.toString();
    }
}
