package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The host is asked to end while clients are connected. Whoever does not end within 15 seconds is
 * killed, and shows another exit code.
 */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(90)
class StopTest {
    private static final int AWAKE = 30096;
    private static final int DEAF = 30097;

    /** 128 and the number of SIGTERM. */
    private static final int ENDED_AS_ASKED = 143;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;

    @BeforeAll
    static void startMachines() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        LAB.machine(Place.SECOND_HOST).deaf().start();
    }

    @BeforeEach
    void restartTheService() {
        machine.switchOff();
        machine.wakeByHand("ready");
    }

    @Test
    void heldClientsAreClosedCleanly() throws InterruptedException {
        HostProcess host = start("held", "8s");
        CompletableFuture<Clients.Ending> silent = LAB.clients().listenLater(DEAF);
        CompletableFuture<Clients.HttpAnswer> asking = LAB.clients().getLater(DEAF, "/");
        awaitConnections(host, "held", 2);

        assertThat(host.terminate()).isEqualTo(ENDED_AS_ASKED);

        assertThat(silent.join()).isEqualTo(new Clients.Ending("closed", 0));
        assertThat(asking.join().status()).isEqualTo(503);
        assertThat(host.log()).contains("VMStation has stopped");
    }

    @Test
    void aDownloadMayFinishWithinTheDrainTime() throws InterruptedException {
        HostProcess host = start("download", "8s");
        CompletableFuture<Clients.HttpAnswer> download = LAB.clients().getLater(AWAKE, "/wait");
        awaitConnections(host, "open", 1);

        CompletableFuture<Integer> end = terminate(host);
        Awaitility.await().until(() -> host.log().contains("Connections end: held=0, relayed=1"));
        LAB.clients().get(Place.FIRST_HOST.address(), 8096, "/release", List.of());

        assertThat(download.join().body()).contains("h1 serves /wait");
        assertThat(end.join()).isEqualTo(ENDED_AS_ASKED);
        assertThat(host.log()).contains("VMStation has stopped").doesNotContain("Connections cut");
    }

    @Test
    void aDownloadWithoutAnEndDoesNotKeepTheHost() throws InterruptedException {
        HostProcess host = start("endless", "1s");
        CompletableFuture<Clients.HttpAnswer> download = LAB.clients().getLater(AWAKE, "/wait");
        awaitConnections(host, "open", 1);

        assertThat(host.terminate()).isEqualTo(ENDED_AS_ASKED);

        assertThat(download.join().status()).isZero();
        assertThat(host.log()).contains("Connections cut", "VMStation has stopped");
    }

    private static CompletableFuture<Integer> terminate(HostProcess host) {
        return Beside.run(
                () -> {
                    try {
                        return host.terminate();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static void awaitConnections(HostProcess host, String kind, int count) {
        Awaitility.await(count + " connections " + kind)
                .until(
                        () ->
                                host.metrics().entrySet().stream()
                                                .filter(e -> e.getKey().startsWith(gauge(kind)))
                                                .mapToDouble(e -> e.getValue())
                                                .sum()
                                        == count);
    }

    private static String gauge(String kind) {
        return "vmstation_relay_" + kind + "_connections";
    }

    private static HostProcess start(String name, String drain) {
        return LAB.host(name)
                .properties("relay.drain=" + drain + "\n")
                .nodes(
                        new Site()
                                .node("homelab", Place.FIRST_HOST)
                                .node("storage", Place.SECOND_HOST)
                                .toString())
                .wakeOnConnect("wake-on-web", "homelab", "web", AWAKE)
                .wakeOnConnect("wake-on-deaf", "storage", "web", DEAF)
                .start();
    }
}
