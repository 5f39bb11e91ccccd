package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that hear every packet and never wake. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class FailedWakeTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine deaf;
    private static SleepingMachine lateBloomer;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        deaf = LAB.machine(Place.FIRST_HOST).deaf().start();
        lateBloomer = LAB.machine(Place.SECOND_HOST).deaf().http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .properties("wake.cool-down=3s\nwake.resend-interval=500ms\n")
                        .nodes(
                                new Site()
                                        .node("for-ssh", Place.FIRST_HOST, deadline())
                                        .node("for-web", Place.FIRST_HOST, deadline())
                                        .node("cooling", Place.SECOND_HOST, deadline())
                                        .toString())
                        .wakeOnConnect("wake-for-ssh", "for-ssh", "ssh", 2222)
                        .wakeOnConnect("wake-for-web", "for-web", "web", 30096)
                        .wakeOnConnect("wake-cooling", "cooling", "web", 30097)
                        .start();
    }

    @Test
    void aClientThatSpeaksSecondIsClosedCleanlyAtTheDeadline() {
        deaf.startChapter();

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
        lateBloomer.startChapter();

        assertThat(LAB.clients().crowd(20, 30097).served()).isZero();

        assertThat(lateBloomer.magicPackets()).isEmpty();
        assertThat(host.ledger().entries("wake.failed", "cooling")).hasSize(1);
    }

    @Test
    void aClientIsServedAgainOnceTheMachineIsUpByHand() {
        CompletableFuture<Clients.HttpAnswer> early = LAB.clients().getLater(30097, "/");
        assertThat(early.join().status()).isEqualTo(503);
        lateBloomer.wakeByHand("ready");

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(LAB.clients().get(30097, "/").body())
                                        .contains("h2 serves /"));
        lateBloomer.switchOff();
    }

    private static String deadline() {
        return "wake: {deadline: 2s}";
    }
}
