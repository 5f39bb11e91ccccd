package io.vmstation.config;

import io.vmstation.node.BmcPolling;
import java.util.List;

/** The keys of nodes.yaml, for the reader and for the reference. */
final class NodesFormat {
    static final List<YamlKey> FILE =
            List.of(new YamlKey("nodes", "list", "The machines of the site."));

    static final List<YamlKey> NODE =
            List.of(
                    new YamlKey(
                            "name",
                            "name, required",
                            "Letters, digits, dots, dashes, underscores. Metrics and routes use"
                                    + " it; it is best left alone later."),
                    new YamlKey(
                            "addresses",
                            "IP address or list",
                            "Where the node answers; the first one is used first. Names are not"
                                    + " looked up. May be missing when an inventory gives it."),
                    new YamlKey("address", "IP address", "The same for a single one."),
                    new YamlKey(
                            "macAddresses",
                            "MAC address or list",
                            "One for each network card that can wake the node. A node without any"
                                    + " is never woken."),
                    new YamlKey("macAddress", "MAC address", "The same for a single one."),
                    new YamlKey(
                            "kubernetesNode",
                            "name",
                            "Its name in the cluster, as `kubectl get nodes` shows it."),
                    new YamlKey("services", "list", "What it offers, see below."),
                    new YamlKey("wake", "map", "How it is woken, see below."),
                    new YamlKey(
                            "dependsOn",
                            "`node`, `node/service` or list",
                            "Nodes, or services of nodes, that must be awake before it; they are"
                                    + " woken first."),
                    new YamlKey("sources", "map", "Whose knock may wake it, see below."),
                    new YamlKey("ssh", "map", "How to log in to it, see below."),
                    new YamlKey(
                            "sleep",
                            "map",
                            "When and how it is put to sleep, see below. Without this key it never"
                                    + " is; `sleep: {}` takes all defaults."),
                    new YamlKey("schedule", "map", "What the clock says about it, see below."),
                    new YamlKey("bmc", "map", "Its baseboard management controller, see below."),
                    new YamlKey("kubernetes", "map", "What it does in the cluster, see below."),
                    new YamlKey("labels", "map of words", "Free words for routes and dashboards."));

    static final List<YamlKey> SERVICE =
            List.of(
                    new YamlKey("name", "name, required", "Unique on its node."),
                    new YamlKey("port", "port, required", "The TCP port."),
                    new YamlKey(
                            "ready",
                            "`tcp`, `ssh-banner` or a map",
                            "How to tell that it can serve: `tcp` (the default) when the port"
                                    + " accepts, `ssh-banner` when an SSH server greets, a map"
                                    + " for HTTP, see below."));

    static final List<YamlKey> READY =
            List.of(
                    new YamlKey("http", "path, required", "What to `GET`, such as `/health`."),
                    new YamlKey(
                            "status",
                            "number or list",
                            "Status codes that mean ready. Default 200."),
                    new YamlKey(
                            "body",
                            "text",
                            "What the answer must say. Jellyfin, for one, answers 200 while it"
                                    + " still starts, and `Healthy` only afterwards."));

    static final List<YamlKey> WAKE =
            List.of(
                    new YamlKey(
                            "methods",
                            "list of names",
                            "The ladder, in order. Default `wake.methods`."),
                    new YamlKey(
                            "ports",
                            "port or list",
                            "UDP ports of magic packets. Default `wake.ports`."),
                    new YamlKey(
                            "broadcastAddresses",
                            "IP address or list",
                            "Where to send to beside the broadcast addresses of the interfaces."),
                    new YamlKey(
                            "interfaces",
                            "name or list",
                            "Local interfaces to send from. Default: all that can."),
                    new YamlKey(
                            "secureOnFile",
                            "path",
                            "A file with the SecureOn password of the network card: four or six"
                                    + " octets, `aa:bb:cc:dd:ee:ff` or `1.2.3.4`. Relative to the"
                                    + " folder of nodes.yaml. Let nobody else read it."),
                    new YamlKey(
                            "deadline",
                            "duration",
                            "From the request until the service is ready. Default"
                                    + " `wake.deadline`."));

    static final List<YamlKey> SOURCES =
            List.of(
                    new YamlKey(
                            "allow",
                            "list",
                            "Networks, addresses or names of nodes that may wake it, beside"
                                    + " `wake.allow-sources`. Both empty: everybody."),
                    new YamlKey(
                            "ignore",
                            "list",
                            "Networks, addresses or names of nodes that never wake it, beside"
                                    + " `wake.ignore-sources`. Stronger than `allow`."));

    static final List<YamlKey> SSH =
            List.of(
                    new YamlKey("user", "text, required", "The login."),
                    new YamlKey("port", "port", "Default 22."),
                    new YamlKey(
                            "keyFile",
                            "path",
                            "An OpenSSH private key. Relative to the folder of nodes.yaml; `~/`"
                                    + " works. Default: the usual keys of the user of this"
                                    + " process."));

    static final List<YamlKey> SLEEP =
            List.of(
                    new YamlKey(
                            "method",
                            "name, or `{name: {option: value}}`",
                            "How it is sent to sleep. Default `sleep.method`."),
                    new YamlKey(
                            "checks",
                            "list of names, or of `{name: {option: value}}`",
                            "What tells whether it is in use. Default `sleep.checks`."),
                    new YamlKey(
                            "idleFor",
                            "duration",
                            "For how long nobody must have used it. Default `sleep.idle-for`."),
                    new YamlKey(
                            "grace",
                            "duration",
                            "How long it stays awake after a wake and after a client has left."
                                    + " Default `sleep.grace`."),
                    new YamlKey(
                            "silence",
                            "duration, at least 1s",
                            "For how long it must not answer until it counts as asleep. Default"
                                    + " `sleep.silence`."),
                    new YamlKey(
                            "suspendDeadline",
                            "duration, at least 1s",
                            "How long it may take to fall silent. Default"
                                    + " `sleep.suspend-deadline`."),
                    new YamlKey(
                            "backOff",
                            "duration",
                            "How long it is left alone after it could not be put to sleep. Default"
                                    + " `sleep.back-off`."),
                    new YamlKey("drain", "map", "How it is emptied of its pods, see below."));

    static final List<YamlKey> DRAIN =
            List.of(
                    new YamlKey(
                            "deadline",
                            "duration, at least 1s",
                            "How long evictions may take. Default `sleep.drain-deadline`."),
                    new YamlKey(
                            "force",
                            "`true` or `false`",
                            "Whether pods may be deleted that cannot be evicted in time, or that"
                                    + " belong to no controller. Default `false`."),
                    new YamlKey(
                            "scaleDown",
                            "`namespace/kind/name` or list",
                            "Workloads that are scaled to zero before it sleeps, and back to what"
                                    + " they were after it woke; the kind is `deployment` or"
                                    + " `statefulset`."));

    static final List<YamlKey> SCHEDULE =
            List.of(
                    new YamlKey(
                            "zone",
                            "time zone",
                            "Where the times below are meant. Default `schedule.zone`."),
                    new YamlKey(
                            "wake",
                            "cron line or list",
                            "When it is woken: six fields, seconds first, as Spring reads them:"
                                    + " `0 30 6 * * MON-FRI`."),
                    new YamlKey(
                            "quiet",
                            "hours or list",
                            "When nothing wakes it but `quietCauses`: `22:00-06:00`, `SAT,SUN"
                                    + " 00:00-09:00`, `MON-FRI 08:00-18:00`."),
                    new YamlKey(
                            "quietCauses",
                            "word or list",
                            "Causes that wake it in quiet hours too, such as `schedule`, `api`,"
                                    + " `connect`."),
                    new YamlKey("neverSleep", "hours or list", "When it is not put to sleep."));

    static final List<YamlKey> BMC =
            List.of(
                    new YamlKey(
                            "address",
                            "IP address, required",
                            "Its own, not the node's. It answers while the node is off, too."),
                    new YamlKey("port", "port", "UDP. Default 623."),
                    new YamlKey("user", "text, required", "The login."),
                    new YamlKey(
                            "passwordFile",
                            "path, required",
                            "A file with the password in its first line. Relative to the folder of"
                                    + " nodes.yaml. Let nobody else read it."),
                    new YamlKey(
                            "cipherSuites",
                            "number or list",
                            "IPMI 2.0 cipher suites to try, in order, 1 to 19. Default 17, 3."),
                    new YamlKey(
                            "privilege",
                            "`user`, `operator` or `administrator`",
                            "What reading asks for. Orders to the chassis ask for operator at"
                                    + " least. Default `operator`."),
                    new YamlKey(
                            "inBand",
                            "`true` or `false`",
                            "`true` in place of all keys above: the operating system of the node"
                                    + " asks its BMC, on this machine directly, on any other by"
                                    + " SSH. It answers only while the node is awake."),
                    new YamlKey(
                            "interval",
                            "duration, at least 1s, or 0s",
                            "How often it is read, 0s: never. Default `ipmi.interval`."),
                    new YamlKey(
                            "timeLimit",
                            "duration, at least 1s",
                            "How long one reading may take. Default `ipmi.time-limit`."),
                    new YamlKey(
                            "source",
                            "`auto`, `native`, `freeipmi` or `ipmitool`",
                            "What reads it. Default `ipmi.source`."),
                    new YamlKey(
                            "collectors",
                            "name or list",
                            "What is read: "
                                    + String.join(", ", BmcPolling.COLLECTORS)
                                    + ". Default `ipmi.collectors`."),
                    new YamlKey(
                            "excludeSensors",
                            "number or list",
                            "Record numbers of sensors that are left out, as the label `id` of the"
                                    + " metrics shows them."),
                    new YamlKey(
                            "selEvents",
                            "list",
                            "What the collector `sel-events` counts by name, see below."));

    static final List<YamlKey> SEL_EVENT =
            List.of(
                    new YamlKey(
                            "name", "text, required", "The label `name` of the metrics. Unique."),
                    new YamlKey(
                            "pattern",
                            "regular expression, required",
                            "Found somewhere in the text of such an event."));

    static final List<YamlKey> KUBERNETES =
            List.of(
                    new YamlKey(
                            "awaitWorkloads",
                            "`namespace/kind/name` or list",
                            "What must be ready again after a wake before it counts as done."));

    private NodesFormat() {}
}
