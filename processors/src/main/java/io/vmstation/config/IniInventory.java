package io.vmstation.config;

import io.vmstation.config.YamlValue.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses an inventory in Ansible's INI form. */
final class IniInventory {
    private static final Pattern SECTION =
            Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern CHILD = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

    private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1\\s*(?:#.*)?");

    private final Inventory inventory;
    private final Problems problems;
    private final Map<String, Place> mentioned = new LinkedHashMap<>();
    private final Map<String, Map<String, YamlValue>> variables = new LinkedHashMap<>();
    private String group = Inventory.UNGROUPED;
    private String kind = "hosts";

    IniInventory(Inventory inventory, Problems problems) {
        this.inventory = inventory;
        this.problems = problems;
    }

    void parse(String text, Place file) {
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                parseLine(line, file.at(index + 1));
            }
        }
        mentioned.forEach(this::checkGroup);
        variables.forEach((name, values) -> inventory.group(name).variables().putAll(values));
    }

    private void checkGroup(String name, Place place) {
        if (!inventory.hasGroup(name)) {
            problems.report(
                    place,
                    name,
                    "is not a group of this inventory: add the section ["
                            + name
                            + "] or correct the name");
        }
    }

    private void parseLine(String line, Place place) {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            openSection(section, place);
            return;
        }
        switch (kind) {
            case "hosts" -> parseHost(line, place);
            case "vars" -> parseVariable(line, place);
            case "children" -> parseChild(line, place);
            default -> {
                // The section itself was reported; what is in it says nothing.
            }
        }
    }

    private void openSection(Matcher section, Place place) {
        group = section.group(1);
        kind = section.group(2) == null ? "hosts" : section.group(2);
        if (!List.of("hosts", "vars", "children").contains(kind)) {
            problems.report(
                    place,
                    kind,
                    "is not a kind of section: write [%s], [%s:children] or [%s:vars]"
                            .formatted(group, group, group));
        } else if (kind.equals("vars")) {
            mentioned.putIfAbsent(group, place);
        } else {
            inventory.group(group);
        }
    }

    private void parseChild(String line, Place place) {
        Matcher child = CHILD.matcher(line);
        if (!child.matches()) {
            problems.report(place, line, "is not the name of a group: write one name a line");
            return;
        }
        inventory.group(group).children().add(child.group(1));
        mentioned.putIfAbsent(child.group(1), place.named(group + ".children"));
    }

    private void parseVariable(String line, Place place) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            problems.report(place, line, "is not a variable: write key=value");
            return;
        }
        String name = line.substring(0, equals).strip();
        Place at = place.named(group + ".vars." + name);
        variables
                .computeIfAbsent(group, key -> new LinkedHashMap<>())
                .put(name, value(line.substring(equals + 1).strip(), at));
    }

    private void parseHost(String line, Place place) {
        try {
            List<String> words = ShellWords.split(line);
            if (words.isEmpty()) {
                return;
            }
            HostPattern pattern = HostPattern.parse(words.get(0));
            for (String name : HostRange.expand(pattern.name())) {
                Place at = place.named(group + ".hosts." + name);
                Inventory.Host host = inventory.host(name, at);
                inventory.group(group).hosts().add(name);
                pattern.port()
                        .ifPresent(
                                port ->
                                        host.variables()
                                                .put(
                                                        "ansible_port",
                                                        Scalar.of(at.child("ansible_port"), port)));
                words.stream().skip(1).forEach(word -> hostVariable(host, word, at));
            }
        } catch (IllegalArgumentException e) {
            problems.report(place, line, String.valueOf(e.getMessage()));
        }
    }

    private void hostVariable(Inventory.Host host, String word, Place place) {
        int equals = word.indexOf('=');
        if (equals < 1) {
            problems.report(place, word, "is not a variable of a host: write key=value");
            return;
        }
        String name = word.substring(0, equals);
        host.variables().put(name, value(word.substring(equals + 1), place.child(name)));
    }

    /** Ansible reads values as Python literals; lists and maps of these are YAML too. */
    private YamlValue value(String written, Place place) {
        if (written.startsWith("[") || written.startsWith("{")) {
            return YamlReader.lenient(new Problems())
                    .read(written, place.at(place.line() - 1))
                    .orElse(Scalar.of(place, written));
        }
        Matcher quoted = QUOTED.matcher(written);
        return Scalar.of(place, quoted.matches() ? quoted.group(2) : written);
    }
}
