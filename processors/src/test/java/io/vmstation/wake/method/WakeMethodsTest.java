package io.vmstation.wake.method;

import static io.vmstation.wake.RecordedCommands.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.lan.LocalInterfaces;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.SecureOn;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.wake.RecordedCommands;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WakeMethodsTest {
    private static final MacAddress MAC = MacAddress.parse("b8:ac:6f:7e:6c:9d");

    private static TestNode node() {
        return TestNode.named("storage").mac(MAC.text()).interfaces("lo");
    }

    @Test
    void aMagicPacketIsSixOnesThenSixteenTimesTheAddress() {
        byte[] payload = MagicPacket.payload(MAC, Optional.empty());

        assertThat(HexFormat.of().formatHex(payload))
                .isEqualTo("ff".repeat(6) + "b8ac6f7e6c9d".repeat(16));
    }

    @Test
    void thePasswordFollowsTheAddresses() {
        byte[] six = MagicPacket.payload(MAC, Optional.of(SecureOn.parse("01:02:03:04:05:06")));
        byte[] four = MagicPacket.payload(MAC, Optional.of(SecureOn.parse("1.2.3.255")));

        assertThat(Arrays.copyOfRange(six, 102, six.length)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Arrays.copyOfRange(four, 102, four.length)).containsExactly(1, 2, 3, -1);
    }

    @Test
    void aRawFrameSaysWhoSendsItToWhomAndItsType() {
        MacAddress own = MacAddress.parse("02:00:00:00:00:01");

        byte[] toOne = MagicPacket.frame(own, MAC, Optional.empty(), false);
        byte[] toAll = MagicPacket.frame(own, MAC, Optional.empty(), true);

        assertThat(HexFormat.of().formatHex(toOne, 0, 14))
                .isEqualTo("b8ac6f7e6c9d" + "020000000001" + "0842");
        assertThat(HexFormat.of().formatHex(toAll, 0, 6)).isEqualTo("ff".repeat(6));
        assertThat(toOne).hasSize(14 + 102);
    }

    @Test
    void theDatagramArrivesAtABroadcastAddressWithThePasswordOfTheFile(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("storage.secureon"), "0a:0b:0c:0d:0e:0f\n");
        try (DatagramSocket card = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
            card.setSoTimeout(10_000);
            Node node =
                    node().port(card.getLocalPort())
                            .broadcastAddresses("127.255.255.255")
                            .secureOnFile(file)
                            .build();

            MethodOutcome outcome = new UdpMagicPacket(new LocalInterfaces()).ask(node).join();

            DatagramPacket heard = new DatagramPacket(new byte[200], 200);
            card.receive(heard);
            assertThat(Arrays.copyOf(heard.getData(), heard.getLength()))
                    .isEqualTo(
                            MagicPacket.payload(
                                    MAC, Optional.of(SecureOn.parse("0a:0b:0c:0d:0e:0f"))));
            assertThat(outcome).isInstanceOf(MethodOutcome.Sent.class);
            assertThat(((MethodOutcome.Sent) outcome).detail()).contains("127.255.255.255");
        }
    }

    @Test
    void aMissingPasswordFileFailsAndNamesTheFile(@TempDir Path folder) {
        Node node = node().secureOnFile(folder.resolve("none.secureon")).build();

        assertThat(new UdpMagicPacket(new LocalInterfaces()).ask(node).join())
                .isInstanceOfSatisfying(
                        MethodOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("none.secureon"));
    }

    @Test
    void anInterfaceThatDoesNotExistIsNamed() {
        Node node = node().interfaces("nosuch0").build();

        assertThat(new UdpMagicPacket(new LocalInterfaces()).ask(node).join())
                .isEqualTo(
                        new MethodOutcome.Failed("this machine has no network interface nosuch0"));
    }

    @Test
    void triesTheOtherNameOfEtherwake() {
        CommandResult missing = new CommandResult.NotInstalled("etherwake");
        RecordedCommands commands = new RecordedCommands(missing, printed(""), printed(""));

        MethodOutcome outcome =
                ToolMagicPacket.etherwake(new LocalInterfaces(), commands)
                        .ask(node().build())
                        .join();

        assertThat(outcome).isEqualTo(new MethodOutcome.Sent(2, "by ether-wake"));
        assertThat(commands.lines.get(1))
                .containsExactly("ether-wake", "-i", "lo", "b8:ac:6f:7e:6c:9d");
    }

    @Test
    void aToolThatIsNotInstalledIsUnavailableWithItsRemedy() {
        RecordedCommands commands = new RecordedCommands(new CommandResult.NotInstalled("x"));

        assertThat(
                        ToolMagicPacket.wakeonlan(new LocalInterfaces(), commands)
                                .ask(node().build())
                                .join())
                .isEqualTo(
                        new MethodOutcome.Unavailable(
                                "it is not installed: apt install wakeonlan"));
    }

    @Test
    void aToolThatFailsSaysWhatItSaid() {
        RecordedCommands commands =
                new RecordedCommands(
                        new CommandResult.Exited(
                                1, "", "etherwake: This program must be run as root.\n"));

        assertThat(
                        ToolMagicPacket.etherwake(new LocalInterfaces(), commands)
                                .ask(node().build())
                                .join())
                .isEqualTo(
                        new MethodOutcome.Failed(
                                "exit code 1: etherwake: This program must be run as root."));
    }

    @Test
    void aPasswordNeverReachesTheListOfProcesses(@TempDir Path folder) {
        RecordedCommands commands = new RecordedCommands();
        Node node = node().secureOnFile(folder.resolve("secret")).build();

        assertThat(ToolMagicPacket.etherwake(new LocalInterfaces(), commands).ask(node).join())
                .isInstanceOf(MethodOutcome.Unavailable.class);
        assertThat(ToolMagicPacket.wakeonlan(new LocalInterfaces(), commands).ask(node).join())
                .isInstanceOf(MethodOutcome.Unavailable.class);
        assertThat(commands.lines).isEmpty();
    }
}
