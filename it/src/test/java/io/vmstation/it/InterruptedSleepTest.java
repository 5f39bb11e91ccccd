package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The host ends while it puts a node to sleep, and starts again. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd"})
@Timeout(120)
class InterruptedSleepTest {
    private static final int FRONT = 30096;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private HostSetup home;

    @BeforeAll
    static void startMachine() {
        machine = LAB.machine(Place.FIRST_HOST).ssh(Duration.ZERO).http(Duration.ZERO).startAwake();
    }

    @BeforeEach
    void start(TestInfo test) {
        machine.recover();
        machine.thinksFor(Duration.ofMillis(500));
        home =
                LAB.host(test.getTestMethod().orElseThrow().getName())
                        .properties("sleep.enabled=true\n" + QuickSleep.PROPERTIES)
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
                        .wakeOnConnect("wake-on-web", "homelab", "web", FRONT);
    }

    private static void awaitThat(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(condition::getAsBoolean);
    }

    private static CompletableFuture<String> ask(HostProcess host) {
        awaitThat(
                "it is seen awake",
                () -> host.metric("vmstation_node_state", "homelab", "awake") == 1);
        return Beside.run(
                () -> {
                    try {
                        return host.post("/api/nodes/homelab/sleep?wait=true");
                    } catch (AssertionError cutOff) {
                        return "";
                    }
                });
    }

    @Test
    void whatAKillCutShortIsClosedByTheNextStartWhichSeesWhatTheNodeDoes() throws Exception {
        HostProcess host = home.start();
        for (String moment :
                List.of("sleep.requested", "node.armed", "node.suspended", "machine asleep")) {
            Ledger ledger = host.ledger().fromNow();
            var unused = ask(host);
            if (moment.equals("machine asleep")) {
                machine.awaitState("asleep");
            } else {
                ledger.await(moment, "homelab");
            }

            host.kill();
            host = home.start();

            HostProcess next = host;
            Ledger.Entry interrupted = ledger.await("sleep.interrupted", "homelab");
            assertThat(interrupted.wake())
                    .as(moment)
                    .isEqualTo(ledger.entries("sleep.requested", "homelab").get(0).wake());
            awaitThat(
                    "the metrics tell the truth after a kill at " + moment,
                    () -> next.metric("vmstation_node_state", "homelab", machine.state()) == 1);
            assertThat(LAB.clients().get(FRONT, "/").body()).as(moment).contains("h1 serves /");
            assertThat(machine.state()).as(moment).isEqualTo("awake");
        }
        host.terminate();
    }

    @Test
    void aStopCallsOffWhatCanBeCalledOff() throws Exception {
        HostProcess host = home.start();
        Ledger ledger = host.ledger().fromNow();
        CompletableFuture<String> answer = ask(host);
        ledger.await("node.armed", "homelab");

        assertThat(host.terminate()).isIn(0, 143);

        answer.join();
        assertThat(ledger.entries("sleep.aborted", "homelab")).hasSize(1);
        assertThat(ledger.entries("sleep.aborted", "homelab").get(0).details())
                .contains("the host is stopping");
        assertThat(machine.happenings("systemctl")).isEmpty();
        assertThat(machine.state()).isEqualTo("awake");
        HostProcess next = home.start();
        assertThat(LAB.clients().get(FRONT, "/").body()).contains("h1 serves /");
        assertThat(next.ledger().entries("sleep.interrupted", "homelab")).isEmpty();
        next.terminate();
    }

    @Test
    void aNodeThatIsGoingDownAsTheHostStopsIsFoundByTheNextStart() throws Exception {
        HostProcess host = home.start();
        Ledger ledger = host.ledger().fromNow();
        var unused = ask(host);
        machine.awaitState("asleep");

        assertThat(host.terminate()).isIn(0, 143);

        HostProcess next = home.start();
        ledger.await("sleep.interrupted", "homelab");
        awaitThat(
                "it is seen asleep",
                () -> next.metric("vmstation_node_state", "homelab", "asleep") == 1);
        ledger.await("node.asleep", "homelab");
        assertThat(LAB.clients().get(FRONT, "/").body()).contains("h1 serves /");
        next.terminate();
    }
}
