package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that needs its storage. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class DependenciesTest {
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
                                        .toString())
                        .wakeOnConnect("wake-application", "application", "web", 30096)
                        .properties("reach.watch-interval=1s\n")
                        .wakeOnConnect("wake-storage", "storage", "web", 30097)
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
        // A node that was seen asleep a moment ago is sent packets while it is asked.
        Awaitility.await("it is seen awake")
                .atMost(Duration.ofSeconds(30))
                .until(() -> host.metric("vmstation_node_state", "storage", "awake") == 1);
        storage.startChapter();

        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");

        assertThat(storage.magicPackets()).isEmpty();
    }
}
