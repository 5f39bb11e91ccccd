package io.vmstation.wake.arm;

import static io.vmstation.wake.RecordedCommands.printed;
import static io.vmstation.wake.arm.ArmInterfaceTest.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.wake.RecordedCommands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArmNodeTest {
    private static final String LINKS =
            "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group"
                    + " default qlen 1000\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
                    + "2: enp0s31f6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP"
                    + " mode DEFAULT group default qlen 1000\\    link/ether d0:94:66:30:d6:63 brd"
                    + " ff:ff:ff:ff:ff:ff\n"
                    + "3: veth1@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP"
                    + " mode DEFAULT group default \\    link/ether 56:f3:09:24:71:ee brd"
                    + " ff:ff:ff:ff:ff:ff\n";

    private static Node node(String mac) {
        return TestNode.named("homelab").mac(mac).build();
    }

    private static Node nodeWithLogin(String user) {
        return TestNode.named("homelab")
                .mac("d0:94:66:30:d6:63")
                .ssh(new SshAccess(user, 22, Optional.empty()))
                .build();
    }

    private static ArmNode armNode(Node node, RecordedCommands commands) {
        return new ArmNode(() -> new Nodes(List.of(node)), n -> commands);
    }

    @Test
    void armsTheInterfaceThatTheNodeIsWokenBy() {
        Node node = node("d0:94:66:30:d6:63");
        RecordedCommands commands =
                new RecordedCommands(
                        printed(LINKS), recorded("off"), printed(""), recorded("armed"));

        assertThat(armNode(node, commands).arm(node, false).join())
                .containsExactly(Map.entry("enp0s31f6", new ArmOutcome.Armed()));
    }

    @Test
    void refusesWhenTheNodeHasNoInterfaceWithAConfiguredAddress() {
        Node node = node("d0:94:66:30:d6:64");
        RecordedCommands commands = new RecordedCommands(printed(LINKS));

        assertThatThrownBy(() -> armNode(node, commands).arm(node, false).join())
                .hasRootCauseMessage(
                        "Node homelab has no network interface with a MAC address that is"
                                + " configured for it: [d0:94:66:30:d6:64]");
    }

    @Test
    void refusesWhenTheNodeCannotBeAsked() {
        Node node = node("d0:94:66:30:d6:63");
        RecordedCommands commands =
                new RecordedCommands(new CommandResult.Failed("connection refused"));

        assertThatThrownBy(() -> armNode(node, commands).arm(node, false).join())
                .rootCause()
                .hasMessageContaining("connection refused");
    }

    @Test
    void asksBySudoWhenTheLoginIsNotRoot() {
        Node node = nodeWithLogin("vmstation");
        RecordedCommands commands =
                new RecordedCommands(
                        printed(LINKS), recorded("off"), printed(""), recorded("armed"));

        assertThat(armNode(node, commands).arm(node, false).join())
                .containsExactly(Map.entry("enp0s31f6", new ArmOutcome.Armed()));
        assertThat(commands.lines)
                .containsExactly(
                        List.of("ip", "-o", "link", "show"),
                        List.of("sudo", "-n", "ethtool", "enp0s31f6"),
                        List.of("sudo", "-n", "ethtool", "-s", "enp0s31f6", "wol", "g"),
                        List.of("sudo", "-n", "ethtool", "enp0s31f6"));
    }

    @Test
    void saysWhatSudoersOnTheNodeMustAllow() {
        Node node = nodeWithLogin("vmstation");
        RecordedCommands commands =
                new RecordedCommands(
                        printed(LINKS),
                        new CommandResult.Exited(1, "", "sudo: a password is required\n"));

        assertThat(armNode(node, commands).arm(node, true).join())
                .containsExactly(
                        Map.entry(
                                "enp0s31f6",
                                new ArmOutcome.Failed(
                                        "sudo: a password is required; put into"
                                                + " /etc/sudoers.d/vmstation on the node: vmstation"
                                                + " ALL=(root) NOPASSWD: /usr/sbin/ethtool")));
    }
}
