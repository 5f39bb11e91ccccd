package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab itself, without the host: what the other tests stand on. */
@Needs({"ip", "nft", "python3", "sysctl", "ping", "curl", "ssh", "sshd", "etherwake", "wakeonlan"})
@Timeout(60)
class LabTest {
    private static final String PASSWORD = "01:02:03:04:05:06";
    private static final Place FIRST = Place.FIRST_HOST;
    private static final Place SECOND = Place.SECOND_HOST;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine plain;
    private static SleepingMachine guarded;

    @BeforeAll
    static void startMachines() {
        plain =
                LAB.machine(FIRST)
                        .ssh(Duration.ofMillis(100))
                        .http(Duration.ZERO, Duration.ofMillis(700), "degraded")
                        .start();
        guarded =
                LAB.machine(SECOND)
                        .interfaces("eth0", "eth1")
                        .secureOn(PASSWORD)
                        .http(Duration.ZERO, Duration.ofMillis(700), "503")
                        .start();
    }

    @BeforeEach
    void switchOff() {
        plain.switchOff();
        guarded.switchOff();
    }

    @Test
    void doesNotAnswerWhileItIsOff() {
        assertThat(LAB.clients().pings(FIRST)).isFalse();
        assertThat(LAB.clients().get(FIRST.address(), 8096, "/", List.of("-m", "1")).status())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etherwake -i eth0 02:00:00:77:00:11",
                "etherwake -b -i eth0 02:00:00:77:00:11",
                "wakeonlan 02:00:00:77:00:11",
                "wakeonlan -i 10.77.0.255 -p 7 02:00:00:77:00:11",
                "magic_packet.py udp 10.77.0.255 9 02:00:00:77:00:11",
                "magic_packet.py udp 255.255.255.255 7 02:00:00:77:00:11",
                "magic_packet.py frame eth0 02:00:00:77:00:11"
            })
    void wakesOnEveryKindOfMagicPacket(String sender) {
        double before = now();

        fromMasternode(sender);

        plain.awaitState("awake");
        assertThat(plain.magicPackets()).hasSize(1);
        assertThat(plain.first("magic-packet").at()).isBetween(before, now());
        assertThat(guarded.state()).isEqualTo("off");
    }

    @Test
    void servesSshAndHttpOnceItHasBooted() {
        fromMasternode("etherwake -i eth0 02:00:00:77:00:11");
        plain.awaitEvent("ready");

        assertThat(LAB.clients().get(FIRST.address(), 8096, "/", List.of()).body())
                .contains("h1 serves / to 10.77.0.50");
        Awaitility.await().until(() -> LAB.clients().ssh(FIRST.address(), 22, "true").exit() == 0);
        assertThat(LAB.clients().ssh(FIRST.address(), 22, "echo", "a shell").orFail())
                .isEqualTo("a shell\n");
    }

    @Test
    void opensThePortBeforeTheServiceIsReady() {
        fromMasternode("etherwake -i eth0 02:00:00:77:00:11");
        fromMasternode("magic_packet.py frame eth0 02:00:00:77:00:12 " + PASSWORD);
        plain.awaitEvent("listening");
        guarded.awaitEvent("listening");

        assertThat(LAB.clients().get(FIRST.address(), 8096, "/health", List.of()))
                .matches(a -> a.status() == 200 && a.body().equals("Degraded"));
        assertThat(LAB.clients().get(SECOND.address(), 8096, "/health", List.of()).status())
                .isEqualTo(503);
        plain.awaitEvent("ready");
        assertThat(LAB.clients().get(FIRST.address(), 8096, "/health", List.of()).body())
                .isEqualTo("Healthy");
    }

    @Test
    void keepsConnectionsAliveOverASuspend() {
        plain.wakeByHand("ready");
        var answer = Beside.run(() -> LAB.clients().get(FIRST.address(), 8096, "/wait", List.of()));
        Awaitility.await()
                .until(
                        () ->
                                LAB.at(FIRST)
                                        .run("ss", "-Htn", "state", "established")
                                        .output()
                                        .contains(":8096"));

        plain.suspend();
        assertThat(LAB.clients().pings(FIRST)).isFalse();
        assertThat(answer).isNotDone();
        fromMasternode("etherwake -i eth0 02:00:00:77:00:11");
        plain.awaitState("awake");
        LAB.clients().get(FIRST.address(), 8096, "/release", List.of());

        assertThat(answer.join().body()).contains("h1 serves");
        assertThat(plain.happenings("service-started")).isEmpty();
    }

    @Test
    void wakesOnlyOnTheRightSecureOnPassword() {
        fromMasternode("magic_packet.py udp 10.77.0.255 9 02:00:00:77:00:12");
        fromMasternode("magic_packet.py udp 10.77.0.255 9 02:00:00:77:00:12 01:02:03:04:05:07");
        Awaitility.await().until(() -> guarded.magicPackets().size() == 2);
        assertThat(guarded.state()).isEqualTo("off");
        assertThat(guarded.magicPackets()).allMatch(p -> p.fact("accepted").equals("false"));

        fromMasternode("magic_packet.py udp 10.77.0.255 9 02:00:00:77:00:12 " + PASSWORD);

        guarded.awaitState("awake");
    }

    @Test
    void hearsAMagicPacketOnlyAtTheCardThatItNames() {
        fromMasternode("magic_packet.py frame eth0 02:00:00:78:00:12 " + PASSWORD);
        fromMasternode("magic_packet.py udp 10.78.0.255 9 02:00:00:78:00:12 " + PASSWORD);

        guarded.awaitState("awake");
        assertThat(guarded.magicPackets()).hasSize(1);
        assertThat(guarded.first("magic-packet").fact("interface")).isEqualTo("eth1");
    }

    @Test
    void sweepsWhatACrashedRunLeftBehind() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        String script = LAB.script("lan.sh");
        String pid = Long.toString(owner.pid());
        Namespace.outside("sh", script, "up", "vmsgone" + pid, pid).orFail();
        Namespace.outside("sh", script, "sweep").orFail();
        assertThat(Path.of("/run/netns/vmsgone" + pid + "-mn")).exists();

        owner.destroyForcibly().waitFor();
        Namespace.outside("sh", script, "sweep").orFail();

        assertThat(Path.of("/run/netns/vmsgone" + pid + "-mn")).doesNotExist();
        assertThat(LAB.at(Place.CLIENT).run("true").exit()).isZero();
        assertThat(Files.exists(Path.of("/run/vmstation-lab/vmsgone" + pid))).isFalse();
    }

    private static void fromMasternode(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        if (words.get(0).endsWith(".py")) {
            words.set(0, LAB.script(words.get(0)));
        }
        LAB.at(Place.MASTERNODE).run(words).orFail();
    }

    private static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }
}
