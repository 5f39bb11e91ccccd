package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.metrics.MeterCatalogue;
import io.vmstation.metrics.MeterDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job: a client connects, the machine wakes, the client is served. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ssh", "sshd"})
@Timeout(60)
class WakeOnConnectTest {
    private static final int SSH = 2222;
    private static final int WEB = 30096;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private static HostProcess host;

    @BeforeAll
    static void start() {
        machine =
                LAB.machine(Place.FIRST_HOST)
                        .ssh(Duration.ofMillis(200))
                        .http(Duration.ofMillis(300))
                        .start();
        host =
                LAB.host("home")
                        .nodes(new Site().node("homelab", Place.FIRST_HOST).toString())
                        .wakeOnConnect("wake-on-shell", "homelab", "ssh", SSH)
                        .wakeOnConnect("wake-on-web", "homelab", "web", WEB)
                        .start();
    }

    @BeforeEach
    void switchOff() {
        machine.switchOff();
    }

    @Test
    void oneSshCallToASleepingMachineGetsAShell() {
        Finished shell =
                LAB.clients().ssh(Place.MASTERNODE.address(), SSH, "echo", "a shell; hostname -I");

        assertThat(shell.orFail()).isEqualTo("a shell\n10.77.0.11 \n");
        assertThat(machine.happenings("booting")).hasSize(1);
        assertThat(machine.magicPackets()).isNotEmpty();
        assertThat(host.ledger().await("wake.completed", "homelab").source())
                .isEqualTo(Place.CLIENT.address());
    }

    @Test
    void oneHttpRequestToASleepingMachineIsAnswered() {
        Clients.HttpAnswer answer = LAB.clients().get(WEB, "/library");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("h1 serves /library");
        assertThat(machine.happenings("booting")).hasSize(1);
    }

    @Test
    void fiftyClientsAtOnceAreServedByOneWake() {
        long wakesBefore = host.ledger().wakes("homelab");

        Clients.Crowd crowd = LAB.clients().crowd(50, WEB);

        assertThat(crowd).isEqualTo(new Clients.Crowd(50, "{}"));
        assertThat(machine.happenings("booting")).hasSize(1);
        assertThat(machine.happenings("request").stream().filter(r -> r.fact("path").equals("/")))
                .hasSize(50);
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(host.ledger().wakes("homelab"))
                                        .isEqualTo(wakesBefore + 1));
    }

    @Test
    void aMachineThatIsAwakeGetsNoMagicPacket() {
        machine.wakeByHand("ready");
        machine.startChapter();

        assertThat(LAB.clients().get(WEB, "/").status()).isEqualTo(200);
        assertThat(LAB.clients().get(WEB, "/").status()).isEqualTo(200);

        assertThat(machine.magicPackets()).isEmpty();
    }

    @Test
    void aMachineThatFellAsleepBetweenTwoClientsIsWokenAgain() {
        assertThat(LAB.clients().get(WEB, "/first").status()).isEqualTo(200);
        machine.suspend();

        Clients.HttpAnswer second = LAB.clients().get(WEB, "/second");

        assertThat(second.body()).contains("h1 serves /second");
        assertThat(machine.happenings("booting")).hasSize(1);
    }

    @Test
    void aThousandConnectionsThatCloseAtOnceLeakNothing() {
        LAB.clients().get(WEB, "/");
        LAB.clients().scan(20, WEB);
        int filesBefore = host.openFiles();

        machine.switchOff();
        int accepted = LAB.clients().scan(1000, WEB);

        assertThat(accepted).isEqualTo(1000);
        Awaitility.await("descriptors are given back")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(host.openFiles()).isLessThanOrEqualTo(filesBefore + 8));
        Awaitility.await("nobody is held or waits")
                .atMost(Duration.ofSeconds(20))
                .until(() -> waiting().values().stream().allMatch(value -> value == 0));
        assertThat(waiting()).isNotEmpty();
        assertThat(machine.happenings("booting")).hasSizeLessThanOrEqualTo(1);
        assertThat(LAB.clients().get(WEB, "/after").status()).isEqualTo(200);
    }

    @Test
    void saysThatItIsWellAndWhatItMeasures() {
        assertThat(host.health()).isEqualTo(200);
        assertThat(host.metrics().keySet())
                .anyMatch(name -> name.startsWith("vmstation_node_state"))
                .anyMatch(name -> name.startsWith("vmstation_wake_"));
        assertThat(LAB.clients().get(Place.MASTERNODE.address(), 9876, "/", List.of()).status())
                .isNotEqualTo(200);
    }

    @Test
    void whatItMeasuresStandsInTheCatalogueWithItsLabels() {
        LAB.clients().get(WEB, "/");
        Map<String, List<String>> catalogue =
                MeterCatalogue.all().stream()
                        .collect(
                                Collectors.toMap(MeterDescription::name, MeterDescription::labels));

        List<String> ours =
                host.metrics().keySet().stream()
                        .filter(sample -> sample.startsWith("vmstation_"))
                        .toList();

        assertThat(ours)
                .anyMatch(sample -> sample.startsWith("vmstation_wake_seconds_count"))
                .allSatisfy(
                        sample ->
                                assertThat(catalogue).containsEntry(meter(sample), labels(sample)));
    }

    private static String meter(String sample) {
        return sample.replaceAll("\\{.*", "").replaceAll("_(count|sum|max|bucket)$", "");
    }

    private static List<String> labels(String sample) {
        return Pattern.compile("[{,](\\w+)=\"")
                .matcher(sample)
                .results()
                .map(match -> match.group(1))
                .filter(label -> !label.equals("le"))
                .sorted()
                .toList();
    }

    private static Map<String, Double> waiting() {
        Map<String, Double> gauges = new TreeMap<>(host.metrics());
        gauges.keySet()
                .removeIf(name -> !name.matches("vmstation_\\w*(held|waiting|open)\\w*(\\{.*)?"));
        return gauges;
    }
}
