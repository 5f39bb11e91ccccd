package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Machines that wake only for those who know their SecureOn password. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(60)
class SecureOnTest {
    private static final String SIX_OCTETS = "01:02:03:04:05:06";
    private static final String FOUR_OCTETS = "192.168.1.7";
    private static final String WRONG = "0a:0b:0c:0d:0e:0f";

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine first;
    private static SleepingMachine second;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        first = LAB.machine(Place.FIRST_HOST).secureOn(SIX_OCTETS).http(Duration.ZERO).start();
        second =
                LAB.machine(Place.SECOND_HOST)
                        .interfaces("eth0", "eth1")
                        .secureOn("c0:a8:01:07")
                        .http(Duration.ZERO)
                        .start();
        host =
                LAB.host("home")
                        .secret("config/six.secureon", SIX_OCTETS + "\n")
                        .secret("config/four.secureon", FOUR_OCTETS + "\n")
                        .secret("config/wrong.secureon", WRONG + "\n")
                        .nodes(
                                new Site()
                                        .node("six", Place.FIRST_HOST, wake("six", "20s"))
                                        .node("four", Place.SECOND_HOST, wake("four", "20s"))
                                        .node("wrong", Place.SECOND_HOST_ETH1, wake("wrong", "2s"))
                                        .toString())
                        .wakeOnConnect("wake-six", "six", "web", 30101)
                        .wakeOnConnect("wake-four", "four", "web", 30102)
                        .wakeOnConnect("wake-wrong", "wrong", "web", 30103)
                        .start();
    }

    @BeforeEach
    void switchOff() {
        first.switchOff();
        second.switchOff();
    }

    @Test
    void theRightPasswordOfSixOctetsWakes() {
        assertThat(LAB.clients().get(30101, "/").body()).contains("h1 serves /");

        assertThat(first.first("magic-packet").fact("accepted")).isEqualTo("true");
    }

    @Test
    void theRightPasswordOfFourOctetsWakes() {
        assertThat(LAB.clients().get(30102, "/").body()).contains("h2 serves /");
    }

    @Test
    void aWrongPasswordNeverWakesAndTheClientIsTold() {
        Clients.HttpAnswer answer = LAB.clients().get(30103, "/");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(second.state()).isEqualTo("off");
        assertThat(second.magicPackets())
                .isNotEmpty()
                .allMatch(packet -> packet.fact("accepted").equals("false"));
        assertThat(host.ledger().await("wake.failed", "wrong").details()).contains("2");
        assertThat(host.log()).doesNotContain(WRONG).doesNotContain(WRONG.replace(":", ""));
    }

    private static String wake(String secret, String deadline) {
        return "wake: {secureOnFile: %s.secureon, deadline: %s}".formatted(secret, deadline);
    }
}
