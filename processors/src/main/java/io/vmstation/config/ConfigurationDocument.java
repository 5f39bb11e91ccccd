package io.vmstation.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/configuration.md from what the readers know. */
final class ConfigurationDocument {
    private static final String INTRODUCTION =
            """
            # Configuration

            <!-- Generated: edit config/application.properties or the readers, then renew it. -->

            VMStation starts without any configuration. What you want different goes into your own
            folder, the one that `VMSTATION_HOME` names, or else the one you start it in:

            - `config/application.properties`: the settings that you change, and only these;
            - `config/nodes.yaml`: the machines of your site;
            - `config/clusters.yaml`: the Kubernetes clusters that are kept as files say.

            An environment variable is stronger than both files: `VMSTATION_` and the name of the
            setting in upper case, dots and dashes as underscores (`VMSTATION_WAKE_COOL_DOWN=1m`).
            A variable of that kind that belongs to no setting is ignored with a warning, because
            Kubernetes sets such.

            Everything is checked before anything starts. All mistakes of all files are listed at
            once, each with file, line, key, value and what to do, and the exit code is 2.

            Durations are written `250ms`, `30s`, `3m`, `2h`, `30d`, or as ISO 8601 (`PT3M`). Sizes
            are written `512B`, `16KB`, `1MB`, in steps of 1024. Lists have commas between. Paths
            are relative to the folder of the file that they stand in; those of the environment to
            `config/`; `~/` is the home of the user. A secret stands in a file of its own, and the
            configuration holds the path.

            Beside the settings below there may be those of Camel (`camel.*`), and any that a route
            of yours uses as a placeholder (`{{wake-on-minecraft.listen}}`). Any other key is a
            mistake.
            """;

    private static final String NODES =
            """
            ## nodes.yaml

            Case, dashes and underscores in keys do not matter: `dependsOn`, `depends-on` and
            `depends_on` are the same. Where a list is expected, a single value will do. Anchors,
            aliases and merge keys (`<<`) work. An empty file, or none, is a site without nodes.
            """;

    private static final String CHOICES =
            """

            [sleep-checks.md](sleep-checks.md) lists all checks and methods with their options. One
            that takes options is a map of its own, and may stand there several times with
            different ones:

            ```yaml
            checks:
              - relay
              - connections: {ports: [22, 445], ignore: [masternode]}
            ```

            A node that sleeps needs a MAC address, or it could not be woken again, and `ssh`,
            unless everything chosen works without it.
            """;

    private static final String CLOCK =
            """

            Times are those that clocks in the zone show. A cron line that falls into the hour that
            daylight saving leaves out comes at the first moment after it; in the hour that is
            repeated it comes once, the first time. Hours that begin in the repeated hour begin the
            first time, those that end in it end the second time. Hours that end before they begin,
            `22:00-06:00`, end on the next day, and the days before them are those on which they
            begin; `00:00-24:00` is the whole day.

            In quiet hours whoever comes is served by a node that is awake, and wakes none. A node
            that is needed by another one that may be woken is woken all the same. A scheduled wake
            obeys quiet hours too, unless `quietCauses` lists `schedule`. One that is found more
            than five minutes late, because the clock was set forward or the host stood still, is
            skipped, and the log and the ledger say so.
            """;

    private static final String BMC =
            """

            Two forms: one with `address`, `user` and `passwordFile`, over the network; and `inBand:
            true` without them. A node read in-band needs `ssh`, unless VMStation runs on it.

            ```yaml
            bmc: {address: 192.168.4.162, user: vmstation, passwordFile: secrets/bmc}
            bmc: {inBand: true, interval: 1m}
            ```
            """;

    private static final String CLUSTERS =
            """
            ## clusters.yaml

            Written as nodes.yaml is, and read again when it changes: all clusters count at once,
            or none when anything is wrong. An empty file, or none, is a site where nothing is
            reconciled. What the files of a cluster may hold, and what is done with it, stands in
            [reconcile.md](reconcile.md).

            ```yaml
            clusters:
              - name: homelab
                mode: enforce
                kubeconfig: secrets/homelab.kubeconfig
                node: homelab
                manifests: manifests/homelab
            ```
            """;

    private static final String MODULES =
            """
            ## Modules of ipmi_exporter: `ipmi.modules-file`

            A configuration file of ipmi_exporter as it is. It holds passwords, so let nobody else
            read it. It is checked as all files are, and read again when it changes; one that is
            wrong changes nothing. What is different here:

            - `collector_cmd`, `default_args` and `custom_args` are mistakes: whoever could write
              the file would run any program as the user of VMStation, which may be root.
            - `driver: LAN` is read as `LAN_2_0`, with a warning: IPMI 1.5 sends everything in the
              clear. Without a driver, IPMI 2.0 is spoken too, by cipher suite 17 or else 3.
            - `driver: KCS`, `SSIF`, `OPENIPMI` and the like are mistakes: they ask the BMC of this
              machine, whatever the target. Give its node `bmc: {inBand: true}` in nodes.yaml.
            - `timeout` is for one collector; a reading may take as many times as long as there are
              collectors, and never longer than Prometheus waits.
            - `regex` is one of RE2, as Go has it. In nodes.yaml a pattern is one of Java.
            """;

    private static final String INVENTORY =
            """
            ## Ansible inventory

            `nodes.inventory` names an inventory, YAML or INI. Files that end in `.yml`, `.yaml` or
            `.json` are YAML, other endings are INI; without an ending the first line decides.
            Groups, children, ranges (`node[01:12]`), variables of groups and hosts, and the
            folders `group_vars/` and `host_vars/` beside the file count as they do in Ansible,
            `ansible_group_priority` too. A host in several groups is one node.

            Programs and plugins are not run, templates (`{{ }}`) not evaluated, Ansible Vault is
            not opened. Write the result of such an inventory to a file:
            `ansible-inventory --list --yaml > inventory.yaml`.

            A host with neither `wol_mac` nor an IP address is left out with a warning. What is
            wrong with the variables of a host that has no `wol_mac` and does not stand in
            nodes.yaml is a warning too.

            An entry in nodes.yaml with the same name adds to the host: addresses, MAC addresses
            and labels are joined, single values replace those of the inventory, and services,
            wake, dependsOn, sources, sleep, schedule, bmc and kubernetes come from nodes.yaml
            alone. Such an entry needs no addresses of its own.

            | Variable | Form | Meaning |
            |---|---|---|
            """;

    private final List<PropertyLine> defaults;

    /**
     * @param defaults the lines of config/application.properties
     */
    ConfigurationDocument(List<PropertyLine> defaults) {
        this.defaults = defaults;
    }

    String render() {
        return Stream.of(INTRODUCTION, settings(), nodes(), inventory(), clusters(), modules())
                .collect(Collectors.joining("\n"));
    }

    private String settings() {
        Map<String, PropertyLine> lines =
                defaults.stream().collect(Collectors.toMap(PropertyLine::key, Function.identity()));
        StringBuilder text = new StringBuilder("## Settings\n");
        String group = "";
        for (SettingKey key : SettingsSchema.KEYS) {
            PropertyLine line = lines.get(key.name());
            if (line == null) {
                throw new IllegalStateException("no default: key=" + key.name());
            }
            String own = key.name().substring(0, key.name().indexOf('.'));
            if (!own.equals(group)) {
                group = own;
                text.append("\n### ").append(group).append("\n\n");
                text.append("| Key | Default | Value | Meaning |\n|---|---|---|---|\n");
            }
            String value = line.value().isEmpty() ? "empty" : "`" + line.value() + "`";
            text.append(
                    row("`" + key.name() + "`", value, key.type().description(), meaning(line)));
        }
        return text.toString();
    }

    private static String meaning(PropertyLine line) {
        return line.comment().replace("\n", " ");
    }

    private static String nodes() {
        return NODES
                + table("A node: `nodes[]`", NodesFormat.NODE)
                + table("A service: `nodes[].services[]`", NodesFormat.SERVICE)
                + table("Readiness by HTTP: `nodes[].services[].ready`", NodesFormat.READY)
                + table("Waking: `nodes[].wake`", NodesFormat.WAKE)
                + table("Sources: `nodes[].sources`", NodesFormat.SOURCES)
                + table("SSH: `nodes[].ssh`", NodesFormat.SSH)
                + table("Sleep: `nodes[].sleep`", NodesFormat.SLEEP)
                + CHOICES
                + table("Emptying it of pods: `nodes[].sleep.drain`", NodesFormat.DRAIN)
                + table("The clock: `nodes[].schedule`", NodesFormat.SCHEDULE)
                + CLOCK
                + table("BMC: `nodes[].bmc`", NodesFormat.BMC)
                + BMC
                + table("Events that are counted: `nodes[].bmc.selEvents[]`", NodesFormat.SEL_EVENT)
                + table("Kubernetes: `nodes[].kubernetes`", NodesFormat.KUBERNETES);
    }

    private static String table(String title, List<YamlKey> keys) {
        StringBuilder text = new StringBuilder("\n### " + title + "\n\n");
        text.append("| Key | Form | Meaning |\n|---|---|---|\n");
        keys.forEach(k -> text.append(row("`" + k.name() + "`", k.form(), k.description())));
        return text.toString();
    }

    private static String inventory() {
        StringBuilder text = new StringBuilder(INVENTORY);
        for (InventoryVariable variable : InventoryVariable.values()) {
            String names =
                    variable.names().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", "));
            text.append(row(names, variable.form(), variable.description()));
        }
        return text.toString();
    }

    private static String clusters() {
        return CLUSTERS
                + table("A cluster: `clusters[]`", ClustersFormat.CLUSTER)
                + table("Fields that are left alone: `clusters[].ignore[]`", ClustersFormat.IGNORE)
                + table("What may be deleted: `clusters[].prune`", ClustersFormat.PRUNE);
    }

    private static String modules() {
        return MODULES
                + table("A module: `modules.<name>`", BmcModulesFormat.MODULE)
                + table(
                        "Events that are counted: `modules.<name>.sel_events[]`",
                        BmcModulesFormat.SEL_EVENT);
    }

    private static String row(String... cells) {
        return Stream.of(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
