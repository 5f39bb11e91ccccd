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
    private static final int PORT = 30096;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static SleepingMachine twoCards;

    @BeforeAll
    static void startMachines() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        twoCards =
                LAB.machine(Place.SECOND_HOST)
                        .interfaces("eth0", "eth1")
                        .http(Duration.ZERO)
                        .start();
    }

    @BeforeEach
    void switchOff() {
        machine.switchOff();
        twoCards.switchOff();
    }

    @Test
    void magicPacketsByUdpGoToBothBroadcastsAndBothPorts() throws Exception {
        assertThat(packetsOf("magic-packet"))
                .allMatch(packet -> packet.fact("carrier").equals("udp"))
                .extracting(packet -> packet.fact("to") + " " + packet.fact("port"))
                .contains(
                        "10.77.0.255 9", "10.77.0.255 7", "255.255.255.255 9", "255.255.255.255 7");
    }

    @Test
    void rawFramesCarryNoUdp() throws Exception {
        assertThat(packetsOf("raw-frame"))
                .allMatch(packet -> packet.fact("carrier").equals("frame"));
    }

    @Test
    void theEtherwakeCommandWakes() throws Exception {
        assertThat(packetsOf("etherwake"))
                .allMatch(packet -> packet.fact("carrier").equals("frame"));
    }

    @Test
    void theWakeonlanCommandWakes() throws Exception {
        assertThat(packetsOf("wakeonlan")).allMatch(packet -> packet.fact("carrier").equals("udp"));
    }

    @Test
    void aMachineOnTheSecondInterfaceIsWoken() throws Exception {
        wakes("second-interface", Place.SECOND_HOST_ETH1, "", twoCards);

        assertThat(twoCards.magicPackets())
                .isNotEmpty()
                .allMatch(packet -> packet.fact("interface").equals("eth1"));
    }

    @Test
    void aRawFrameGoesOutByTheInterfaceThatTheNodeNames() throws Exception {
        wakes(
                "named-interface",
                Place.SECOND_HOST_ETH1,
                "wake: {methods: [raw-frame], interfaces: [eth1]}",
                twoCards);

        assertThat(twoCards.magicPackets())
                .isNotEmpty()
                .allMatch(packet -> packet.fact("from").equals("02:00:00:78:00:01"));
    }

    private static List<Happening> packetsOf(String method) throws Exception {
        wakes(method, Place.FIRST_HOST, "wake: {methods: [" + method + "]}", machine);
        assertThat(machine.magicPackets()).isNotEmpty();
        return machine.magicPackets();
    }

    private static void wakes(String home, Place place, String wake, SleepingMachine sleeper)
            throws InterruptedException {
        HostProcess host =
                LAB.host(home)
                        .nodes(new Site().node("homelab", place, wake).toString())
                        .wakeOnConnect("wake-on-web", "homelab", "web", PORT)
                        .start();

        Clients.HttpAnswer answer = LAB.clients().get(PORT, "/");

        assertThat(answer.body()).contains("serves / to 10.7");
        assertThat(sleeper.happenings("booting")).hasSize(1);
        host.terminate();
    }
}
