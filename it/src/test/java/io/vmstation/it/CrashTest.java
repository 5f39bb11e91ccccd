package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The host ends in the middle of its work and starts again. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(90)
class CrashTest {
    @RegisterExtension static final Lab LAB = new Lab();

    @Test
    void aWakeThatAKillInterruptedIsWrittenDownAndTheNextClientIsServed() throws Exception {
        SleepingMachine machine =
                LAB.machine(Place.FIRST_HOST)
                        .bootDelay(Duration.ofMillis(1500))
                        .http(Duration.ZERO)
                        .start();
        HostSetup setup = setup("killed");
        HostProcess first = setup.start();
        CompletableFuture<Clients.Ending> held = LAB.clients().listenLater(30096);
        machine.awaitEvent("magic-packet");
        Ledger.Entry requested = first.ledger().await("wake.requested", "homelab");

        first.kill();
        machine.switchOff();
        held.join();
        HostProcess second = setup.start();

        assertThat(second.ledger().await("wake.interrupted", "homelab").wake())
                .isEqualTo(requested.wake());
        assertThat(LAB.clients().get(30096, "/").body()).contains("h1 serves /");
        assertThat(second.ledger().await("wake.completed", "homelab").wake())
                .isNotEqualTo(requested.wake());
        assertThat(second.terminate()).isIn(0, 143);
    }

    private static HostSetup setup(String name) {
        return LAB.host(name)
                .nodes(new Site().node("homelab", Place.FIRST_HOST).toString())
                .wakeOnConnect("wake-on-web", "homelab", "web", 30096);
    }
}
