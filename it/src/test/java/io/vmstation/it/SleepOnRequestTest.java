package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody asks that a node sleeps: it does, or says why not. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd"})
@Timeout(120)
class SleepOnRequestTest {
    private static final String SLEEP = "/api/nodes/library/sleep?wait=true";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostSetup home;
    private static HostProcess host;
    private static Path hang;
    private Ledger ledger;

    @BeforeAll
    static void start() {
        hang = LAB.folder().resolve("hang");
        machine =
                LAB.machine(Place.SECOND_HOST).ssh(Duration.ZERO).http(Duration.ZERO).startAwake();
        home =
                LAB.host("home")
                        .properties("sleep.enabled=true\n" + QuickSleep.PROPERTIES)
                        .nodes(
                                new Site()
                                        .node(
                                                "library",
                                                Place.SECOND_HOST,
                                                "ssh: {user: root, keyFile: secrets/ssh}",
                                                "sleep:",
                                                "  idleFor: 1h",
                                                "  backOff: 1h",
                                                // longer than the restless machine's nap and boot
                                                "  silence: 5s",
                                                "  suspendDeadline: 8s",
                                                "  checks:",
                                                "    - connections: {ports: [22]}",
                                                "    - exec: {command: [sh, -c, \"test ! -e "
                                                        + hang
                                                        + " || sleep 60\"]}")
                                        .toString())
                        .knows(Place.SECOND_HOST);
        host = home.start();
    }

    @BeforeEach
    void beAwake() throws IOException {
        Files.deleteIfExists(hang);
        machine.recover();
        awaitThat("the host has seen it awake", () -> isState("awake"));
        awaitThat("nobody uses it", () -> finds("connections", "idle") && finds("exec", "idle"));
        ledger = host.ledger().fromNow();
    }

    private static void awaitThat(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition::getAsBoolean);
    }

    private static boolean isState(String state) {
        return host.metric("vmstation_node_state", "library", state) == 1;
    }

    private static boolean finds(String check, String evidence) {
        return host.metric("vmstation_sleep_check", "library", check, evidence) == 1;
    }

    private String failure() {
        String answer = host.post(SLEEP);
        String reason = ledger.await("sleep.failed", "library").details();
        assertThat(answer).contains("\"detail\"");
        awaitThat("it answers", () -> machine.state().equals("awake"));
        awaitThat("it is known to be awake", () -> isState("awake"));
        return reason;
    }

    @Test
    void itSleepsWithoutWaitingForItsWindowAndIsWokenAgain() {
        Finished sleep = home.ask("sleep", "library");

        assertThat(sleep.orFail()).contains("library is asleep, after ");
        assertThat(machine.state()).isEqualTo("asleep");
        assertThat(home.ask("status").orFail()).contains("library  asleep");
        assertThat(home.ask("wake", "library").orFail()).contains("library is awake");
        assertThat(machine.state()).isEqualTo("awake");
    }

    @Test
    void itStaysAwakeWhileItIsUsedAndSaysByWhom() throws Exception {
        Process client =
                LAB.start(
                        Place.CLIENT,
                        LAB.folder().resolve("login.log"),
                        Map.of(),
                        List.of(
                                "ssh",
                                "-F",
                                LAB.folder().resolve("ssh/ssh_config").toString(),
                                Place.SECOND_HOST.address(),
                                "cat"));
        awaitThat("it is used", () -> finds("connections", "busy"));

        Finished sleep = home.ask("sleep", "library");
        Lab.end(client);

        assertThat(sleep.exit()).isEqualTo(1);
        assertThat(sleep.output() + sleep.errors()).contains("connections").contains("10.77.0.50");
        assertThat(machine.happenings("systemctl")).isEmpty();
        assertThat(machine.happenings("armed")).isEmpty();
        assertThat(ledger.await("sleep.refused", "library").details()).contains("10.77.0.50");
    }

    @Test
    void aNodeThatSaysNoTellsWho() {
        machine.temper("refuses");

        assertThat(failure()).contains("restic").contains("Backup runs");
    }

    @Test
    void aNodeThatSaysYesAndStaysAwakeIsNotTakenForAsleep() {
        machine.temper("insomniac");

        assertThat(failure()).contains("it still answered");
        assertThat(home.ask("why", "library").orFail()).contains("it still answered");
    }

    @Test
    void aNodeThatComesStraightBackIsNotTakenForAsleep() {
        machine.temper("restless");

        assertThat(failure()).contains("something woke it at once");
    }

    @Test
    void aNodeThatIsGoneBeforeItHasAnsweredSleeps() {
        machine.temper("abrupt");

        host.post(SLEEP);

        ledger.await("node.asleep", "library");
        assertThat(machine.state()).isEqualTo("asleep");
        assertThat(ledger.entries("sleep.failed", "library")).isEmpty();
    }

    @Test
    void aNodeThatCouldNotBeWokenIsNotSuspended() {
        machine.cannotBeArmed();

        assertThat(failure()).containsIgnoringCase("wake-on-lan");
        assertThat(machine.happenings("systemctl")).isEmpty();
    }

    @Test
    void aStrangeHostKeyKeepsItAwake() throws Exception {
        String known = Files.readString(LAB.folder().resolve("home/.ssh/known_hosts"));
        String other = Files.readString(LAB.folder().resolve("ssh/client.pub"));
        host.write(".ssh/known_hosts", Place.SECOND_HOST.address() + " " + other);
        awaitThat("it cannot be asked", () -> finds("connections", "unknown"));

        assertThat(home.ask("why", "library").orFail()).contains("host key");
        String answer = host.post(SLEEP);
        host.write(".ssh/known_hosts", known);

        assertThat(answer).contains("connections could not tell: its host key is not the known");
        assertThat(machine.happenings("systemctl")).isEmpty();
        assertThat(machine.state()).isEqualTo("awake");
    }

    @Test
    void aCheckThatHangsKeepsItAwakeAndTheOthersAreHeard() throws Exception {
        Files.writeString(hang, "");
        awaitThat(
                "the check hangs, and another is heard",
                () -> finds("exec", "unknown") && finds("connections", "idle"));

        assertThat(home.ask("why", "library").orFail()).contains("exec: not known");
        assertThat(host.post(SLEEP)).contains("exec could not tell");
        assertThat(machine.happenings("systemctl")).isEmpty();
    }
}
