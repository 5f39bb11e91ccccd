package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that hear every packet and never wake. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class FailedWakeTest {
    private static final String DEADLINE = "wake: {deadline: 2s}";

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine deaf;
    private static SleepingMachine twoCards;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        deaf = LAB.machine(Place.FIRST_HOST).deaf().start();
        twoCards =
                LAB.machine(Place.SECOND_HOST)
                        .interfaces("eth0", "eth1")
                        .deaf()
                        .http(Duration.ZERO)
                        .start();
        host =
                LAB.host("home")
                        .properties("wake.cool-down=4s\nwake.resend-interval=500ms\n")
                        .nodes(
                                new Site()
                                        .node("for-ssh", Place.FIRST_HOST, DEADLINE)
                                        .node("for-web", Place.SECOND_HOST, DEADLINE)
                                        .node("cooling", Place.SECOND_HOST_ETH1, DEADLINE)
                                        .toString())
                        .wakeOnConnect("wake-for-ssh", "for-ssh", "ssh", 2222)
                        .wakeOnConnect("wake-for-web", "for-web", "web", 30096)
                        .wakeOnConnect("wake-cooling", "cooling", "web", 30097)
                        .start();
    }

    @BeforeEach
    void switchOff() {
        deaf.switchOff();
        twoCards.switchOff();
    }

    @Test
    void aClientThatSpeaksSecondIsClosedCleanlyAtTheDeadline() {
        Clients.Ending ending = LAB.clients().listen(2222);

        assertThat(ending).isEqualTo(new Clients.Ending("closed", 0));
        assertThat(deaf.magicPackets()).as("asked again and again").hasSizeGreaterThan(1);
        assertThat(deaf.state()).isEqualTo("off");
        Ledger.Entry failed = host.ledger().await("wake.failed", "for-ssh");
        assertThat(failed.details()).contains("reason").contains("2");
    }

    @Test
    void anHttpClientGets503WithAReasonAndWhenToComeBack() {
        Clients.HttpAnswer answer = LAB.clients().get(30096, "/");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head()).containsPattern("(?i)retry-after: [1-9]\\d*");
        assertThat(answer.body().strip().lines()).hasSize(1);
        assertThat(answer.body()).contains("for-web");
    }

    @Test
    void afterAFailedWakeNewClientsFailAtOnceAndSendNothing() {
        assertThat(LAB.clients().get(30097, "/").status()).isEqualTo(503);
        host.ledger().await("wake.failed", "cooling");
        twoCards.startChapter();

        assertThat(LAB.clients().crowd(20, 30097).served()).isZero();

        assertThat(twoCards.magicPackets())
                .noneMatch(packet -> packet.fact("interface").equals("eth1"));
        assertThat(host.ledger().entries("wake.failed", "cooling")).hasSize(1);
    }

    @Test
    void clientsAreServedAgainOnceSomebodyPressedThePowerButton() {
        assertThat(LAB.clients().get(30096, "/").status()).isEqualTo(503);
        twoCards.wakeByHand("ready");

        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () ->
                                assertThat(LAB.clients().get(30096, "/").body())
                                        .contains("h2 serves /"));
    }
}
