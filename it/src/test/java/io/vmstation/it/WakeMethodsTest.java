package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each wake method alone wakes a machine, and what it sends is what the machine hears. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "etherwake", "wakeonlan"})
@Timeout(60)
class WakeMethodsTest {
    private static final List<String> METHODS =
            List.of("magic-packet", "raw-frame", "etherwake", "wakeonlan");

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static SleepingMachine twoCards;

    @BeforeAll
    static void start() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        twoCards =
                LAB.machine(Place.SECOND_HOST)
                        .interfaces("eth0", "eth1")
                        .http(Duration.ZERO)
                        .start();
        Site site = new Site();
        HostSetup setup = LAB.host("home");
        for (String method : METHODS) {
            site.node("by-" + method, Place.FIRST_HOST, "wake: {methods: [" + method + "]}");
            setup.wakeOnConnect("wake-by-" + method, "by-" + method, "web", port(method));
        }
        site.node("other-subnet", Place.SECOND_HOST_ETH1);
        site.node(
                "other-subnet-by-frame",
                Place.SECOND_HOST_ETH1,
                "wake: {methods: [raw-frame], interfaces: [eth1]}");
        setup.wakeOnConnect("wake-other-subnet", "other-subnet", "web", 30110)
                .wakeOnConnect("wake-other-by-frame", "other-subnet-by-frame", "web", 30111)
                .nodes(site.toString())
                .start();
    }

    @BeforeEach
    void switchOff() {
        machine.switchOff();
        twoCards.switchOff();
    }

    @Test
    void magicPacketsByUdpGoToBothBroadcastsAndBothPorts() {
        wakesBy("magic-packet");

        assertThat(machine.magicPackets()).allMatch(p -> p.fact("carrier").equals("udp"));
        assertThat(machine.magicPackets())
                .extracting(p -> p.fact("to") + " " + p.fact("port"))
                .contains(
                        "10.77.0.255 9", "10.77.0.255 7", "255.255.255.255 9", "255.255.255.255 7");
    }

    @Test
    void rawFramesCarryNoUdp() {
        wakesBy("raw-frame");

        assertThat(machine.magicPackets()).allMatch(p -> p.fact("carrier").equals("frame"));
    }

    @Test
    void theEtherwakeCommandWakes() {
        wakesBy("etherwake");

        assertThat(machine.magicPackets()).allMatch(p -> p.fact("carrier").equals("frame"));
    }

    @Test
    void theWakeonlanCommandWakes() {
        wakesBy("wakeonlan");

        assertThat(machine.magicPackets()).allMatch(p -> p.fact("carrier").equals("udp"));
    }

    @Test
    void aMachineOnTheSecondInterfaceIsWoken() {
        assertThat(LAB.clients().get(30110, "/").body()).contains("h2 serves /");

        assertThat(twoCards.magicPackets()).anyMatch(p -> p.fact("interface").equals("eth1"));
    }

    @Test
    void aRawFrameGoesOutByTheInterfaceThatTheNodeNames() {
        assertThat(LAB.clients().get(30111, "/").body()).contains("h2 serves /");

        assertThat(twoCards.magicPackets())
                .allMatch(p -> p.fact("interface").equals("eth1"))
                .allMatch(p -> p.fact("from").equals("02:00:00:78:00:01"));
    }

    private static void wakesBy(String method) {
        Clients.HttpAnswer answer = LAB.clients().get(port(method), "/");

        assertThat(answer.body()).contains("h1 serves /");
        assertThat(machine.happenings("booting")).hasSize(1);
        assertThat(machine.magicPackets()).isNotEmpty();
    }

    private static int port(String method) {
        return 30100 + METHODS.indexOf(method);
    }
}
