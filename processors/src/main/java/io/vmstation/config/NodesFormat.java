package io.vmstation.config;

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

    private NodesFormat() {}
}
