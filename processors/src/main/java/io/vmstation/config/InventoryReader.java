package io.vmstation.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an Ansible inventory: YAML or INI, with the folders of variables beside it. */
final class InventoryReader {
    private static final Pattern YAML_ENDING = Pattern.compile(".*\\.(ya?ml|json)");
    private static final Pattern YAML_BEGINNING = Pattern.compile("---.*|[\\w.-]+:(\\s.*)?|\\{.*");

    private final ConfigFiles files;
    private final Problems problems;

    InventoryReader(ConfigFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * The hosts in the order of the file, each once.
     *
     * @param own what nodes.yaml says
     */
    List<NodeDraft> read(Path file, List<NodeDraft> own) {
        Place root = Place.of(files.shown(file));
        Inventory inventory = parse(file);
        if (hasCycle(inventory, root)) {
            return List.of();
        }
        Path folder = file.resolveSibling("");
        HostVariables variables =
                new HostVariables(
                        inventory,
                        new VariableFolder(folder.resolve("group_vars"), files, problems),
                        new VariableFolder(folder.resolve("host_vars"), files, problems));
        InventoryNodes nodes = new InventoryNodes(files, folder, problems);
        List<NodeDraft> drafts = new ArrayList<>();
        for (Inventory.Host host : inventory.hosts()) {
            Optional<NodeDraft> said =
                    own.stream().filter(node -> node.name().equals(host.name())).findFirst();
            nodes.node(host, variables.of(host), said).ifPresent(drafts::add);
        }
        return drafts;
    }

    /** What stands in the file itself. */
    Inventory parse(Path file) {
        Inventory inventory = new Inventory();
        Place root = Place.of(files.shown(file));
        files.read(file, root, problems).ifPresent(text -> parse(text, file, root, inventory));
        return inventory;
    }

    private void parse(String text, Path file, Place root, Inventory inventory) {
        if (text.startsWith("#!")) {
            problems.report(
                    root,
                    "is a program, which is not run here: write its result to a file by"
                            + " `ansible-inventory --list --yaml` and name that file");
        } else if (text.startsWith("$ANSIBLE_VAULT")) {
            problems.report(root, "is encrypted by Ansible Vault: name an inventory that is not");
        } else if (isYaml(file, text)) {
            YamlReader.lenient(problems)
                    .read(text, root)
                    .filter(document -> !document.isAbsent())
                    .ifPresent(document -> new YamlInventory(inventory, problems).parse(document));
        } else {
            new IniInventory(inventory, problems).parse(text, root);
        }
    }

    /** By the ending as Ansible does; without one, by the first line that says something. */
    private static boolean isYaml(Path file, String text) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.contains(".")) {
            return YAML_ENDING.matcher(name).matches();
        }
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> YAML_BEGINNING.matcher(line).matches())
                .isPresent();
    }

    private boolean hasCycle(Inventory inventory, Place root) {
        Optional<InventoryGroup> wrong =
                List.copyOf(inventory.groups()).stream().filter(inventory::holdsItself).findFirst();
        wrong.ifPresent(
                group ->
                        problems.report(
                                root.named(group.name() + ".children"),
                                "holds itself through its children: remove one of them"));
        return wrong.isPresent();
    }
}
