package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that have nothing to do with each other. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class ParallelWakesTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine first;
    private static SleepingMachine second;

    @BeforeAll
    static void start() {
        Duration boot = Duration.ofMillis(1500);
        first = LAB.machine(Place.FIRST_HOST).bootDelay(boot).http(Duration.ZERO).start();
        second = LAB.machine(Place.SECOND_HOST).bootDelay(boot).http(Duration.ZERO).start();
        LAB.host("home")
                .nodes(
                        new Site()
                                .node("one", Place.FIRST_HOST)
                                .node("other", Place.SECOND_HOST)
                                .toString())
                .wakeOnConnect("wake-one", "one", "web", 30096)
                .wakeOnConnect("wake-other", "other", "web", 30097)
                .start();
    }

    @Test
    void twoMachinesWakeAtTheSameTime() {
        CompletableFuture<Clients.HttpAnswer> one = LAB.clients().getLater(30096, "/");
        CompletableFuture<Clients.HttpAnswer> other = LAB.clients().getLater(30097, "/");

        assertThat(one.join().body()).contains("h1 serves /");
        assertThat(other.join().body()).contains("h2 serves /");
        assertThat(first.first("booting").at()).isLessThan(second.first("awake").at());
        assertThat(second.first("booting").at()).isLessThan(first.first("awake").at());
    }
}
