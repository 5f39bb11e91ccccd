package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the clock says: wake at a time, and let nobody wake at others. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class WakeOnScheduleTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine clocked;
    private static SleepingMachine quiet;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        clocked = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        quiet = LAB.machine(Place.SECOND_HOST).http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .nodes(
                                new Site()
                                        .node(
                                                "clocked",
                                                Place.FIRST_HOST,
                                                "schedule: {wake: \"*/3 * * * * *\", quiet:"
                                                        + " \"00:00-24:00\", quietCauses: schedule}")
                                        .node(
                                                "quiet",
                                                Place.SECOND_HOST,
                                                "schedule: {quiet: \"00:00-24:00\"}")
                                        .toString())
                        .wakeOnConnect("wake-on-web", "quiet", "web", 30096)
                        .start();
    }

    @Test
    void aNodeIsWokenWhenItsCronLineFallsDue() {
        clocked.switchOff();

        clocked.awaitState("awake");

        Ledger.Entry woken = host.ledger().await("wake.requested", "clocked");
        assertThat(woken.cause()).isEqualTo("schedule");
        assertThat(woken.source()).isEqualTo("schedule");
    }

    @Test
    void inQuietHoursAClientWakesNothingAndIsServedByANodeThatIsAwake() {
        quiet.switchOff();
        assertThat(LAB.clients().get(30096, "/").status()).isNotEqualTo(200);
        assertThat(quiet.magicPackets()).isEmpty();
        assertThat(host.ledger().await("source.ignored", "quiet").details())
                .contains("it has quiet hours, 00:00-24:00");

        quiet.wakeByHand("ready");
        assertThat(LAB.clients().get(30096, "/").body()).contains("h2 serves /");
    }
}
