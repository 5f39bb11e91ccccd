package io.vmstation.config;

import java.util.List;

/** The variables of an Ansible inventory that are read; all others are Ansible's own matter. */
enum InventoryVariable {
    ADDRESS(
            "ansible_host",
            "ansible_ssh_host",
            "IP address",
            "Where the node answers. A host whose inventory name is an IP address needs none."),
    USER("ansible_user", "ansible_ssh_user", "text", "The login."),
    PORT("ansible_port", "ansible_ssh_port", "port", "The port of SSH. Default 22."),
    KEY(
            "ansible_ssh_private_key_file",
            "ansible_private_key_file",
            "path",
            "An OpenSSH private key. Relative to the folder of the inventory; `~/` works."),
    MAC(
            "wol_mac",
            "",
            "MAC address or list",
            "One for each network card that can wake the node. A host without it is never woken."),
    LABELS("node_labels", "", "map, or `key=value` list", "Free words for routes and dashboards."),
    KUBERNETES_NODE(
            "kubernetes_node",
            "",
            "name",
            "Its name in the cluster. Default: its name in the inventory.");

    private final String usualName;
    private final String otherName;
    private final String form;
    private final String description;

    InventoryVariable(String usualName, String otherName, String form, String description) {
        this.usualName = usualName;
        this.otherName = otherName;
        this.form = form;
        this.description = description;
    }

    /** The usual name, then an older one where there is one. */
    List<String> names() {
        return otherName.isEmpty() ? List.of(usualName) : List.of(usualName, otherName);
    }

    String form() {
        return form;
    }

    String description() {
        return description;
    }
}
