package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As long as nobody has enabled it, nothing is put to sleep, and one can read what would be. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd"})
@Timeout(90)
class SleepDryRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostSetup home;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        machine =
                LAB.machine(Place.FIRST_HOST)
                        .ssh(Duration.ZERO)
                        .jellyfin(Duration.ZERO)
                        .startAwake();
        home =
                LAB.host("home")
                        .properties(QuickSleep.PROPERTIES)
                        .nodes(
                                new Site()
                                        .node(
                                                "homelab",
                                                Place.FIRST_HOST,
                                                "ssh: {user: root, keyFile: secrets/ssh}",
                                                "sleep:",
                                                "  checks:",
                                                "    - relay",
                                                "    - connections: {ports: [22]}",
                                                "    - jellyfin: {url: \"http://10.77.0.11:8096\","
                                                        + " tokenFile: secrets/jellyfin}")
                                        .toString())
                        .secret("config/secrets/jellyfin", "0123456789abcdef0123456789abcdef\n")
                        .knows(Place.FIRST_HOST)
                        .wakeOnConnect("wake-on-films", "homelab", "web", 30096);
        host = home.start();
    }

    private static void awaitThat(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition::getAsBoolean);
    }

    private static void awaitManyRounds() {
        int before = machine.roundsOfJellyfin();
        awaitThat("it was judged again and again", () -> machine.roundsOfJellyfin() >= before + 6);
    }

    private static int planned() {
        return (int)
                host.ledger().entries("sleep.planned", "homelab").stream()
                        .filter(entry -> entry.cause().equals("idle"))
                        .count();
    }

    @Test
    void itSaysOnceForEachTimeOfIdlenessWhatItWouldDoAndTouchesNothing() {
        awaitThat("it was idle for so long", () -> planned() > 0);
        awaitManyRounds();
        assertThat(planned()).isEqualTo(1);

        assertThat(LAB.clients().get(30096, "/System/Ping").status()).isEqualTo(200);

        awaitThat("it was idle for so long once more", () -> planned() == 2);
        awaitManyRounds();
        assertThat(planned()).isEqualTo(2);
        assertNothingWasTouched();
    }

    @Test
    void everyCheckAndEveryStepCanBeReadBefore() {
        Finished plan = home.ask("sleep", "homelab", "--dry-run");

        assertThat(plan.orFail())
                .contains("relay")
                .contains("connections")
                .contains("jellyfin")
                .contains("node.armed")
                .contains("systemctl suspend")
                .contains("Nothing was touched");
        assertThat(home.ask("why", "homelab").orFail()).contains("sleep.enabled=true");
        assertThat(home.ask("sleep", "homelab").exit()).isEqualTo(1);
        assertNothingWasTouched();
    }

    private static void assertNothingWasTouched() {
        assertThat(machine.state()).isEqualTo("awake");
        assertThat(machine.happenings("systemctl")).isEmpty();
        assertThat(machine.happenings("armed")).isEmpty();
    }
}
