package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that need each other, and machines that do not. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class SeveralNodesTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine application;
    private static SleepingMachine storage;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        Duration boot = Duration.ofSeconds(1);
        application = LAB.machine(Place.FIRST_HOST).bootDelay(boot).http(Duration.ZERO).start();
        storage = LAB.machine(Place.SECOND_HOST).bootDelay(boot).http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .nodes(
                                new Site()
                                        .node(
                                                "application",
                                                Place.FIRST_HOST,
                                                "dependsOn: [storage]")
                                        .node("storage", Place.SECOND_HOST)
                                        .node("alone", Place.FIRST_HOST)
                                        .toString())
                        .wakeOnConnect("wake-application", "application", "web", 30096)
                        .wakeOnConnect("wake-storage", "storage", "web", 30097)
                        .wakeOnConnect("wake-alone", "alone", "web", 30098)
                        .start();
    }

    @BeforeEach
    void switchOff() {
        application.switchOff();
        storage.switchOff();
    }

    @Test
    void whatANodeDependsOnIsAwakeBeforeItIsWoken() {
        Clients.HttpAnswer answer = LAB.clients().get(30096, "/");

        assertThat(answer.body()).contains("h1 serves /");
        assertThat(storage.happenings("booting")).hasSize(1);
        assertThat(application.first("magic-packet").at())
                .isGreaterThan(storage.first("awake").at());
        host.ledger().await("wake.completed", "storage");
        host.ledger().await("wake.completed", "application");
    }

    @Test
    void aDependencyThatIsAwakeIsLeftAlone() {
        storage.wakeByHand("ready");
        storage.startChapter();

        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");

        assertThat(storage.magicPackets()).isEmpty();
    }

    @Test
    void twoMachinesWakeAtTheSameTime() {
        CompletableFuture<Clients.HttpAnswer> one = LAB.clients().getLater(30097, "/");
        CompletableFuture<Clients.HttpAnswer> other = LAB.clients().getLater(30098, "/");

        assertThat(one.join().body()).contains("h2 serves /");
        assertThat(other.join().body()).contains("h1 serves /");
        assertThat(application.first("booting").at()).isLessThan(storage.first("awake").at());
        assertThat(storage.first("booting").at()).isLessThan(application.first("awake").at());
    }
}
