package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that wake only for those who know their SecureOn password. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class SecureOnTest {
    private static final String SIX = "01:02:03:04:05:06";
    private static final String FOUR = "192.168.1.7";

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine six;
    private static SleepingMachine four;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        six = LAB.machine(Place.FIRST_HOST).secureOn(SIX).http(Duration.ZERO).start();
        four = LAB.machine(Place.SECOND_HOST).secureOn("c0:a8:01:07").http(Duration.ZERO).start();
        host =
                LAB.host("home")
                        .write("config/six.secureon", SIX + "\n")
                        .write("config/four.secureon", FOUR + "\n")
                        .write("config/wrong.secureon", "0a:0b:0c:0d:0e:0f\n")
                        .nodes(
                                new Site()
                                        .node("six", Place.FIRST_HOST, wake("six", "20s"))
                                        .node("four", Place.SECOND_HOST, wake("four", "20s"))
                                        .node("wrong", Place.FIRST_HOST, wake("wrong", "2s"))
                                        .toString())
                        .wakeOnConnect("wake-six", "six", "web", 30101)
                        .wakeOnConnect("wake-four", "four", "web", 30102)
                        .wakeOnConnect("wake-wrong", "wrong", "web", 30103)
                        .start();
    }

    @Test
    void theRightPasswordOfSixOctetsWakes() {
        six.switchOff();

        assertThat(LAB.clients().get(30101, "/").body()).contains("h1 serves /");
        assertThat(six.first("magic-packet").fact("accepted")).isEqualTo("true");
    }

    @Test
    void theRightPasswordOfFourOctetsWakes() {
        four.switchOff();

        assertThat(LAB.clients().get(30102, "/").body()).contains("h2 serves /");
    }

    @Test
    void aWrongPasswordNeverWakesAndTheClientIsTold() {
        six.switchOff();

        Clients.HttpAnswer answer = LAB.clients().get(30103, "/");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(six.state()).isEqualTo("off");
        assertThat(six.magicPackets())
                .isNotEmpty()
                .allMatch(packet -> packet.fact("accepted").equals("false"));
        assertThat(host.ledger().await("wake.failed", "wrong").details()).contains("2");
        assertThat(host.log()).doesNotContain("0a:0b:0c:0d:0e:0f").doesNotContain("0a0b0c0d0e0f");
    }

    private static String wake(String secret, String deadline) {
        return "wake: {secureOnFile: %s.secureon, deadline: %s}".formatted(secret, deadline);
    }
}
