package io.vmstation.config;

import io.vmstation.config.YamlValue.Entry;
import io.vmstation.config.YamlValue.Mapping;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration file of ipmi_exporter. It holds passwords: who else may read it is told.
 */
final class BmcModulesReader {
    private static final String MODULES = "modules";

    private final ConfigFiles files;
    private final Problems problems;

    BmcModulesReader(ConfigFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * The modules of the file; none when something is wrong with it, which was reported.
     *
     * @param blamed where the file is named
     */
    BmcModules read(Path file, String written, Place blamed) {
        Place root = Place.of(files.shown(file));
        Optional<YamlValue> document =
                files.read(file, blamed, written, problems)
                        .flatMap(text -> YamlReader.strict(problems).read(text, root));
        if (SecretFile.isReadableByAll(file)) {
            problems.warn(
                    root,
                    "holds passwords and can be read by every user of this machine: chmod 600 it");
        }
        return document.flatMap(this::modules).orElse(BmcModules.NONE);
    }

    private Optional<BmcModules> modules(YamlValue document) {
        if (!(document instanceof Mapping mapping)) {
            problems.report(
                    document.place(),
                    "is "
                            + document.kind()
                            + ", modules by name are expected: begin with `modules:`");
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, BmcModulesFormat.FILE, problems);
        return fields.any(MODULES).flatMap(this::byName);
    }

    private Optional<BmcModules> byName(YamlValue value) {
        if (!(value instanceof Mapping mapping)) {
            problems.report(
                    value.place(),
                    value.shown(),
                    "is "
                            + value.kind()
                            + ", modules by name are expected: write `default: {...}`");
            return Optional.empty();
        }
        Map<String, BmcModule> modules = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            module(entry).ifPresent(module -> modules.put(entry.key(), module));
        }
        return Optional.of(new BmcModules(modules));
    }

    private Optional<BmcModule> module(Entry entry) {
        if (entry.value().isAbsent()) {
            return Optional.of(
                    new BmcModuleReader(problems)
                            .read(new Fields(empty(entry), BmcModulesFormat.MODULE, problems)));
        }
        if (!(entry.value() instanceof Mapping mapping)) {
            problems.report(
                    entry.place(),
                    "is " + entry.value().kind() + ", a module is a map: write `user: ...` in it");
            return Optional.empty();
        }
        return Optional.of(
                new BmcModuleReader(problems)
                        .read(new Fields(mapping, BmcModulesFormat.MODULE, problems)));
    }

    private static Mapping empty(Entry entry) {
        return new Mapping(entry.place(), List.of());
    }
}
