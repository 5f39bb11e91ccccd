package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may wake, and who must not: scrapers, health checks, port scanners. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class SourcesTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .properties("relay.min-hold=400ms\n")
                        .nodes(
                                new Site()
                                        .node(
                                                "homelab",
                                                Place.FIRST_HOST,
                                                "sources: {ignore: [%s]}"
                                                        .formatted(Clients.OTHER_ADDRESS))
                                        .toString())
                        .wakeOnConnect("wake-on-web", "homelab", "web", 30096)
                        .start();
    }

    @Test
    void anIgnoredSourceWakesNothing() {
        machine.switchOff();

        Clients.HttpAnswer ignored = LAB.clients().getFromOtherAddress(30096, "/");

        assertThat(ignored.status()).isNotEqualTo(200);
        assertThat(machine.magicPackets()).isEmpty();
        assertThat(machine.state()).isEqualTo("off");
        assertThat(host.ledger().entries())
                .noneMatch(
                        entry ->
                                entry.source().equals(Clients.OTHER_ADDRESS)
                                        && entry.kind().startsWith("wake."));
    }

    @Test
    void aPortScanWakesNothingAndLeaksNothing() {
        machine.switchOff();
        LAB.clients().scan(20, 30096);
        int filesBefore = host.openFiles();

        assertThat(LAB.clients().scan(1000, 30096)).isEqualTo(1000);

        Awaitility.await("descriptors are given back")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(host.openFiles()).isLessThanOrEqualTo(filesBefore + 8));
        assertThat(machine.magicPackets()).isEmpty();
        assertThat(machine.state()).isEqualTo("off");
    }

    @Test
    void everybodyElseStillWakes() {
        machine.switchOff();

        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");
        assertThat(host.ledger().await("wake.completed", "homelab").source())
                .isEqualTo(Place.CLIENT.address());
    }
}
