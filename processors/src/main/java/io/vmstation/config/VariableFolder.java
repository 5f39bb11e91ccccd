package io.vmstation.config;

import io.vmstation.config.YamlValue.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder {@code group_vars} or {@code host_vars} beside an inventory. */
final class VariableFolder {
    private static final List<String> ENDINGS = List.of("", ".yml", ".yaml", ".json");
    private static final String VAULT = "$ANSIBLE_VAULT";

    private final Path folder;
    private final ConfigFiles files;
    private final Problems problems;
    private final Map<String, Map<String, YamlValue>> known = new HashMap<>();

    VariableFolder(Path folder, ConfigFiles files, Problems problems) {
        this.folder = folder;
        this.files = files;
        this.problems = problems;
    }

    /** The variables of the group or host of that name. */
    Map<String, YamlValue> variables(String name) {
        return known.computeIfAbsent(name, this::read);
    }

    private Map<String, YamlValue> read(String name) {
        Map<String, YamlValue> variables = new LinkedHashMap<>();
        if (name.contains("/") || name.startsWith(".")) {
            return variables;
        }
        ENDINGS.stream()
                .map(ending -> folder.resolve(name + ending))
                .filter(Files::exists)
                .findFirst()
                .ifPresent(path -> filesOf(path).forEach(file -> read(file, variables)));
        return variables;
    }

    private List<Path> filesOf(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(path)) {
            children.sorted().filter(VariableFolder::isRead).forEach(p -> found.addAll(filesOf(p)));
        } catch (IOException e) {
            problems.report(Place.of(files.shown(path)), "cannot be listed: " + e.getMessage());
        }
        return found;
    }

    private static boolean isRead(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot);
        return !name.startsWith(".")
                && !name.endsWith("~")
                && (Files.isDirectory(path) || ENDINGS.contains(ending));
    }

    private void read(Path file, Map<String, YamlValue> variables) {
        Place place = Place.of(files.shown(file));
        String text = files.read(file, place, problems).orElse("");
        if (text.startsWith(VAULT)) {
            problems.warn(
                    place, "is encrypted by Ansible Vault, so that its variables are unknown");
            return;
        }
        YamlReader.lenient(problems)
                .read(text, place)
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .ifPresent(map -> map.entries().forEach(e -> variables.put(e.key(), e.value())));
    }
}
