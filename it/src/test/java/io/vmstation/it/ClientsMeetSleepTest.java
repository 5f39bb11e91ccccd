package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whenever a client comes while a node is put to sleep, it is served. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd"})
@Timeout(180)
class ClientsMeetSleepTest {
    private static final int FRONT = 30096;
    private static final int CLIENTS_OF_A_MOMENT = 2;
    private static final int LONGEST_MILLISECONDS = 700;

    /** What clients wait for; a while after it, by chance, they come. */
    private static final List<String> MOMENTS =
            List.of(
                    "sleep.requested",
                    "node.armed",
                    "machine armed",
                    "node.suspended",
                    "machine systemctl",
                    "machine asleep",
                    "node.asleep");

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        machine =
                LAB.machine(Place.FIRST_HOST)
                        .bootDelay(Duration.ofMillis(200))
                        .ssh(Duration.ZERO)
                        .http(Duration.ZERO)
                        .startAwake();
        machine.thinksFor(Duration.ofMillis(300));
        host =
                LAB.host("home")
                        .properties(
                                "sleep.enabled=true\n"
                                        + QuickSleep.PROPERTIES.replace(
                                                "sleep.silence=3s", "sleep.silence=1s"))
                        .nodes(
                                new Site()
                                        .node(
                                                "homelab",
                                                Place.FIRST_HOST,
                                                "ssh: {user: root, keyFile: secrets/ssh}",
                                                "sleep: {idleFor: 1h, checks: [{connections:"
                                                        + " {ports: [22]}}]}")
                                        .toString())
                        .knows(Place.FIRST_HOST)
                        .wakeOnConnect("wake-on-web", "homelab", "web", FRONT)
                        .start();
    }

    @Test
    void aClientIsServedAtWhateverMomentItComes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> ends = new ArrayList<>();
        for (int client = 0; client < CLIENTS_OF_A_MOMENT; client++) {
            for (String moment : MOMENTS) {
                machine.recover();
                machine.forgetWakeOnLan();
                machine.thinksFor(Duration.ofMillis(300));
                Ledger chapter = host.ledger().fromNow();
                CompletableFuture<String> sleep =
                        Beside.run(() -> host.post("/api/nodes/homelab/sleep?wait=true"));
                await(moment, chapter);
                int later = random.nextInt(LONGEST_MILLISECONDS);
                LockSupport.parkNanos(Duration.ofMillis(later).toNanos());

                Clients.HttpAnswer answer = LAB.clients().get(FRONT, "/");

                assertThat(answer.body())
                        .as("seed %d, %d ms after %s", seed, later, moment)
                        .contains("h1 serves /");
                ends.add(later + " ms after " + moment + ": " + sleep.join());
            }
        }
        Ledger ledger = host.ledger();
        assertThat(ledger.entries("sleep.aborted", "homelab")).as("%s", ends).isNotEmpty();
        assertThat(ledger.entries("node.asleep", "homelab")).as("%s", ends).isNotEmpty();
        assertThat(ledger.entries("sleep.failed", "homelab")).as("%s", ends).isEmpty();
    }

    private static void await(String moment, Ledger chapter) {
        if (moment.startsWith("machine ")) {
            machine.awaitEvent(moment.substring("machine ".length()));
        } else {
            chapter.await(moment, "homelab");
        }
    }
}
