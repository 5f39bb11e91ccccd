package io.vmstation.host;

import io.vmstation.spi.OptionDescription;
import io.vmstation.spi.Requirement;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.SleepMethod;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/sleep-checks.md from what the sleep checks and sleep methods say of themselves. */
final class SleepChecksDocument {
    private static final String INTRODUCTION =
            """
            # Sleep checks and sleep methods

            <!-- Generated from the checks and methods themselves: edit those, then renew it. -->

            A sleep check tells whether a node is in use. Each answers idle, busy with a reason, or
            unknown with a reason, and unknown counts as busy. `sleep.checks` in
            `application.properties` names those of every node, `sleep.checks` of a node in
            `nodes.yaml` those of that node; one with options is written
            `- connections: {ports: [22, 445]}`. [configuration.md](configuration.md) describes the
            rest. An option without a default must be set, unless it is optional.

            """;

    private static final String METHODS =
            """

            # Sleep methods

            A sleep method sends a node to sleep. `sleep.method` in `application.properties` names
            that of every node, `sleep.method` of a node in `nodes.yaml` that of that node.
            """;

    private final List<Entry> checks;
    private final List<Entry> methods;

    private record Entry(
            String name,
            String description,
            Set<Requirement> needs,
            List<OptionDescription> options) {}

    SleepChecksDocument(Collection<SleepCheck> checks, Collection<SleepMethod> methods) {
        this.checks =
                checks.stream()
                        .map(c -> new Entry(c.name(), c.description(), c.needs(), c.options()))
                        .toList();
        this.methods =
                methods.stream()
                        .map(m -> new Entry(m.name(), m.description(), m.needs(), m.options()))
                        .toList();
    }

    String render() {
        return Stream.of(
                        Stream.of(INTRODUCTION.strip() + "\n"),
                        checks.stream().map(SleepChecksDocument::section),
                        Stream.of(METHODS),
                        methods.stream().map(SleepChecksDocument::section))
                .flatMap(text -> text)
                .collect(Collectors.joining());
    }

    private static String section(Entry entry) {
        return "\n## "
                + entry.name()
                + "\n\n"
                + entry.description()
                + needs(entry.needs())
                + "\n"
                + options(entry.options());
    }

    private static String needs(Set<Requirement> needs) {
        if (needs.isEmpty()) {
            return "";
        }
        return needs.stream()
                .sorted()
                .map(
                        need ->
                                switch (need) {
                                    case SSH -> "`ssh`";
                                    case BMC -> "`bmc`";
                                    case KUBERNETES_NODE -> "`kubernetesNode`";
                                })
                .collect(Collectors.joining(" and ", " Needs ", " of the node."));
    }

    private static String options(List<OptionDescription> options) {
        if (options.isEmpty()) {
            return "";
        }
        return options.stream()
                .map(
                        option ->
                                row(
                                        "`" + option.name() + "`",
                                        form(option.type()),
                                        otherwise(option),
                                        option.description()))
                .collect(
                        Collectors.joining(
                                "",
                                "\n| Option | Form | Default | Meaning |\n|---|---|---|---|\n",
                                ""));
    }

    private static String form(OptionDescription.Type type) {
        return switch (type) {
            case TEXT, OPTIONAL_TEXT -> "text";
            case TEXTS -> "text or list";
            case INTEGER -> "whole number";
            case FLAG -> "`true` or `false`";
            case PORTS -> "port or list";
            case NETWORKS -> "networks, addresses, names of nodes";
            case FILE -> "path, relative to the folder of nodes.yaml";
            case NUMBER, DURATION, SIZE -> type.name().toLowerCase(Locale.ROOT);
            case URL -> "URL";
        };
    }

    private static String otherwise(OptionDescription option) {
        return option.defaultText()
                .map(text -> text.isEmpty() ? "empty" : "`" + text + "`")
                .orElse(
                        option.type() == OptionDescription.Type.OPTIONAL_TEXT
                                ? "none, optional"
                                : "none, required");
    }

    private static String row(String... cells) {
        return Stream.of(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
