package io.vmstation.it;

import java.util.ArrayList;
import java.util.List;

/** Text of {@code nodes.yaml} for nodes of the lab, one method a thing that a user may say. */
public final class Site {
    private final StringBuilder yaml = new StringBuilder("nodes:\n");

    /** A node at a place, with sshd on port 22 and HTTP on port 8096, woken within {@code 20s}. */
    public Site node(String name, Place place, String... furtherLines) {
        List<String> lines = new ArrayList<>();
        lines.add("  - name: " + name);
        lines.add("    addresses: [" + place.address() + "]");
        lines.add("    macAddresses: [\"" + place.mac() + "\"]");
        lines.add("    services:");
        lines.add("      - {name: ssh, port: 22, ready: ssh-banner}");
        lines.add(
                "      - {name: web, port: 8096,"
                        + " ready: {http: /health, status: 200, body: Healthy}}");
        for (String line : furtherLines) {
            if (line.isEmpty()) {
                continue;
            }
            lines.add("    " + line);
        }
        lines.forEach(line -> yaml.append(line).append('\n'));
        return this;
    }

    @Override
    public String toString() {
        return yaml.toString();
    }
}
