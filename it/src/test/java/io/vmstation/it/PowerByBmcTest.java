package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines with a BMC: one that no packet wakes, and one that packets wake from its suspend. */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "ipmi-sensors"
})
@Timeout(120)
class PowerByBmcTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine deaf;
    private static SleepingMachine suspended;
    private static SimulatedBmc bmcOfDeaf;
    private static SimulatedBmc bmcOfSuspended;
    private static HostSetup home;
    private static HostProcess host;
    private int ordersBefore;

    @BeforeAll
    static void start() {
        deaf = LAB.machine(Place.FIRST_HOST).deaf().http(Duration.ZERO).start();
        suspended = LAB.machine(Place.SECOND_HOST).http(Duration.ZERO).startAwake();
        bmcOfDeaf = bmcOf(Place.FIRST_HOST);
        bmcOfSuspended = bmcOf(Place.SECOND_HOST);
        home =
                LAB.host("home")
                        .properties("reach.watch-interval=1s\nwake.cool-down=0s\n")
                        .secret("config/secrets/bmc", SimulatedBmc.PASSWORD + "\n")
                        .nodes(
                                new Site()
                                        .node("deaf", Place.FIRST_HOST, bmc(bmcOfDeaf))
                                        .node("suspended", Place.SECOND_HOST, bmc(bmcOfSuspended))
                                        .toString())
                        .wakeOnConnect("wake-deaf", "deaf", "web", 30096)
                        .wakeOnConnect("wake-suspended", "suspended", "web", 30097);
        host = home.start();
    }

    private static SimulatedBmc bmcOf(Place place) {
        String machine = LAB.folder().resolve(place.suffix()).toString();
        return LAB.bmc("bmc-" + place.suffix(), "--machine", machine);
    }

    private static String[] bmc(SimulatedBmc bmc) {
        return bmc.inNodesYaml("secrets/bmc", "cipherSuites: [3]", "interval: 0s");
    }

    @BeforeEach
    void switchOff() {
        deaf.switchOff();
        ordersBefore = bmcOfDeaf.orders().size();
    }

    private List<String> orders() {
        List<String> all = new ArrayList<>(bmcOfDeaf.orders());
        return all.subList(ordersBefore, all.size());
    }

    @Test
    void aClientIsServedByAMachineThatOnlyItsBmcCanSwitchOn() {
        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");

        assertThat(deaf.magicPackets()).as("packets go out first").isNotEmpty();
        assertThat(orders()).containsExactly("power 1");
        assertThat(host.ledger().entries("packet.sent", "deaf"))
                .extracting(Ledger.Entry::details)
                .anyMatch(details -> details.contains("bmc-power-on"));
    }

    @Test
    void aSuspendedMachineIsWokenByItsPacketAndGetsNoOrder() {
        suspended.suspend();

        assertThat(LAB.clients().get(30097, "/").body()).contains("h2 serves /");

        assertThat(suspended.magicPackets()).isNotEmpty();
        assertThat(bmcOfSuspended.orders()).isEmpty();
    }

    @Test
    void somebodySwitchesTheMachineAndTheLedgerSaysWho() {
        assertThat(home.ask("power", "deaf").orFail()).isEqualTo("deaf is off\n");
        assertThat(home.ask("power", "deaf", "on", "--dry-run").orFail())
                .contains("would be given the order on", "Nothing was ordered");
        assertThat(orders()).isEmpty();

        assertThat(home.ask("power", "deaf", "on").orFail()).startsWith("deaf is switched on: ");
        deaf.awaitState("awake");
        assertThat(home.ask("power", "deaf").orFail()).isEqualTo("deaf is on\n");
        Finished unforced = home.ask("power", "deaf", "hard-off");
        assertThat(unforced.exit()).isEqualTo(1);
        assertThat(unforced.errors()).contains("it has to be forced");
        assertThat(deaf.state()).isEqualTo("awake");

        home.ask("power", "deaf", "hard-off", "--force").orFail();
        deaf.awaitState("off");
        assertThat(orders()).containsExactly("power 1", "power 0");
        assertThat(host.ledger().entries("power.ordered", "deaf"))
                .extracting(Ledger.Entry::source)
                .contains("127.0.0.1");
        assertThat(home.ask("why", "deaf").orFail())
                .contains("It was switched off by its BMC at", "because 127.0.0.1 asked the API");
    }
}
