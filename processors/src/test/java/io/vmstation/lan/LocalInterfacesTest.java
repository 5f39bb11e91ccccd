package io.vmstation.lan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalInterfacesTest {
    private final Path sysClassNet;
    private final LocalInterfaces interfaces;

    LocalInterfacesTest(@TempDir Path sysClassNet) {
        this.sysClassNet = sysClassNet;
        this.interfaces = new LocalInterfaces(new SysClassNet(sysClassNet));
    }

    @Test
    void takesWhatIsNamedAsItIsNamed() {
        assertThat(interfaces.eligible(List.of("lo")))
                .singleElement()
                .satisfies(
                        lo -> {
                            assertThat(lo.flags().loopback()).isTrue();
                            assertThat(lo.macAddress()).isEqualTo(LocalInterface.NO_MAC);
                            assertThat(lo.addresses())
                                    .contains(Ipv4Subnet.of(address("127.0.0.1"), 8));
                        });
    }

    @Test
    void saysWhichNamedOneIsMissing() {
        LocalInterfaces.Selection selection = interfaces.select(List.of("lo", "nowhere0"));

        assertThat(selection.interfaces()).extracting(LocalInterface::name).containsExactly("lo");
        assertThat(selection.problems())
                .containsExactly("this machine has no network interface nowhere0");
    }

    @Test
    void leavesOutWhatDoesNotLeadToTheLan() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create()) {
            NetworkNamespace.join(here, there);
            for (String bridge :
                    List.of("br0", "vmbr0", "docker0", "br-0f3a", "virbr0", "lxcbr0", "cni0")) {
                here.ip("link", "add", bridge, "type", "bridge");
                here.ip("addr", "add", "10.77.0.1/24", "dev", bridge);
                here.ip("link", "set", bridge, "up");
                here.ip("link", "add", "veth-" + bridge, "type", "veth", "peer", "vnet-" + bridge);
                here.ip("link", "set", "veth-" + bridge, "master", bridge, "up");
                here.ip("link", "set", "vnet-" + bridge, "up");
            }
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            here.ip("link", "add", "eth1", "type", "bridge");
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth1");

            assertThat(here.call(() -> interfaces.eligible(List.of())))
                    .extracting(LocalInterface::name)
                    .containsExactlyInAnyOrder("eth0", "br0", "vmbr0");
            assertThat(here.call(() -> interfaces.select(List.of("docker0", "eth1"))))
                    .satisfies(
                            it -> {
                                assertThat(it.interfaces())
                                        .extracting(LocalInterface::name)
                                        .containsExactly("docker0");
                                assertThat(it.problems())
                                        .containsExactly(
                                                "network interface eth1 is down or has no cable");
                            });
        }
    }

    @Test
    void seesInterfacesAndAddressesComeAndGo() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.create();
                NetworkNamespace there = NetworkNamespace.create()) {
            assertThat(here.call(() -> interfaces.eligible(List.of()))).isEmpty();

            NetworkNamespace.join(here, there);
            here.ip("link", "set", "eth0", "address", "02:00:00:77:00:01");
            // Without "brd +" the kernel knows no broadcast address.
            here.ip("addr", "add", "10.77.0.1/24", "dev", "eth0");
            here.ip("addr", "add", "10.77.9.1/32", "dev", "eth0");

            assertThat(here.call(() -> interfaces.eligible(List.of())))
                    .singleElement()
                    .satisfies(
                            eth0 -> {
                                assertThat(eth0.macAddress()).hasToString("02:00:00:77:00:01");
                                assertThat(eth0.index()).isPositive();
                                assertThat(eth0.addresses())
                                        .extracting(Ipv4Subnet::broadcast)
                                        .satisfiesExactlyInAnyOrder(
                                                one -> assertThat(one).isEmpty(),
                                                two ->
                                                        assertThat(two)
                                                                .contains(address("10.77.0.255")));
                            });
            here.ip("link", "del", "eth0");
            assertThat(here.call(() -> interfaces.eligible(List.of()))).isEmpty();
        }
    }

    @Test
    void seesAnInterfaceWithoutAnyAddress() throws IOException {
        showAsFiles("eth7", "0x1003", "up", "02:00:00:77:00:07");
        showAsFiles("eth8", "0x1002", "down", "02:00:00:77:00:08");
        showAsFiles("eth9", "0x1003", "down", "02:00:00:77:00:09");
        showAsFiles(
                "ib7",
                "0x1003",
                "up",
                "80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:29:31");
        showAsFiles("ppp7", "0x1011", "unknown", "02:00:00:77:00:07");
        Files.createFile(sysClassNet.resolve("bonding_masters"));

        assertThat(interfaces.eligible(List.of()))
                .extracting(LocalInterface::name)
                .contains("eth7")
                .doesNotContain("eth8", "eth9", "ib7", "ppp7", "bonding_masters");
        assertThat(interfaces.select(List.of("eth7", "eth8")))
                .satisfies(
                        it -> {
                            assertThat(it.problems())
                                    .containsExactly(
                                            "network interface eth8 is down or has no cable");
                            assertThat(it.interfaces())
                                    .singleElement()
                                    .satisfies(
                                            eth7 -> {
                                                assertThat(eth7.index()).isEqualTo(7);
                                                assertThat(eth7.macAddress())
                                                        .hasToString("02:00:00:77:00:07");
                                            });
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.4.63, 24, 192.168.4.255",
        "10.1.2.3, 8, 10.255.255.255",
        "172.16.5.9, 20, 172.16.15.255",
        "192.168.4.5, 30, 192.168.4.7",
        "10.0.0.1, 0, 255.255.255.255",
        "10.0.0.1, 31, ",
        "10.0.0.1, 32, "
    })
    void computesTheBroadcastAddress(String own, int prefixLength, String broadcast)
            throws UnknownHostException {
        Ipv4Subnet subnet = Ipv4Subnet.of(address(own), prefixLength);

        assertThat(subnet.broadcast().map(InetAddress::getHostAddress))
                .isEqualTo(Optional.ofNullable(broadcast));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.4.1, 24, 192.168.4.61, true",
        "192.168.4.1, 24, 192.168.5.61, false",
        "192.168.4.1, 24, 192.168.4.1, false",
        "192.168.4.1, 24, 192.168.4.255, false",
        "10.0.0.0, 31, 10.0.0.1, true",
        "10.0.0.0, 32, 10.0.0.1, false"
    })
    void knowsWhoCanBeANeighbour(String own, int prefixLength, String other, boolean neighbour)
            throws UnknownHostException {
        assertThat(Ipv4Subnet.of(address(own), prefixLength).hasNeighbour(address(other)))
                .isEqualTo(neighbour);
    }

    private void showAsFiles(String name, String flags, String state, String macAddress)
            throws IOException {
        Path shown = Files.createDirectory(sysClassNet.resolve(name));
        Files.writeString(shown.resolve("ifindex"), "7\n");
        Files.writeString(shown.resolve("flags"), flags + "\n");
        Files.writeString(shown.resolve("operstate"), state + "\n");
        Files.writeString(shown.resolve("address"), macAddress + "\n");
    }

    private static Inet4Address address(String literal) throws UnknownHostException {
        return (Inet4Address) InetAddress.getByName(literal);
    }
}
