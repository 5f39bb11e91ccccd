package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.ipmi.power.BmcPowerOn;
import io.vmstation.ipmi.power.ScriptedChassis;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.node.Node;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last rung of the ladder: the BMC switches on what packets do not wake. */
@Timeout(60)
class PowerOnRungTest {
    private final Site site = new Site();
    private final ScriptedChassis chassis = new ScriptedChassis();
    private final Wakes wakes = site.wakes(site.method("udp"), new BmcPowerOn(() -> chassis));

    @BeforeEach
    void connectTheSwitch() {
        chassis.whenSwitched(
                node -> site.answers.put(node.name(), chassis.isOn() ? Site.READY : Site.SILENT));
    }

    @AfterEach
    void close() {
        wakes.close();
    }

    private Node node(boolean hasBmc) {
        return node(hasBmc, Duration.ofSeconds(30));
    }

    private Node node(boolean hasBmc, Duration deadline) {
        Node plain = site.node("storage", deadline, List.of("udp", "bmc-power-on"));
        if (!hasBmc) {
            return plain;
        }
        Node node =
                TestNode.like(plain)
                        .bmc(TestBmc.overLan("192.0.2.9", 623, "admin", Path.of("x"), List.of(3)))
                        .build();
        site.replace(node);
        return node;
    }

    private CompletableFuture<?> wake(Node node) throws Exception {
        WakeRequest request =
                new WakeRequest(node, Optional.empty(), "api", "192.0.2.7", Optional.empty());
        Attempt attempt = wakes.join(request).get(10, TimeUnit.SECONDS);
        attempt.send();
        return attempt.serviceReady();
    }

    private List<String> methodsThatSent() {
        return site.events.stream()
                .filter(event -> event.kind().equals("packet.sent"))
                .map(Event::details)
                .map(details -> details.getOrDefault("method", ""))
                .distinct()
                .toList();
    }

    private double outcomes(String outcome) {
        return site
                .meters
                .find("vmstation.wake.method.outcomes")
                .tags("method", "bmc-power-on", "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void aMachineThatIsOffIsSwitchedOnWhenPacketsDoNothing() throws Exception {
        wake(node(true)).get(30, TimeUnit.SECONDS);

        assertThat(chassis.orders).containsExactly("ON storage");
        assertThat(methodsThatSent()).containsExactly("udp", "bmc-power-on");
        assertThat(outcomes("sent")).isOne();
    }

    @Test
    void aMachineThatIsSuspendedGetsPacketsOnly() throws Exception {
        chassis.on(true);
        CompletableFuture<?> ready = wake(node(true));
        await().until(() -> outcomes("unneeded") > 0);
        site.answers.put("storage", Site.READY);
        ready.get(30, TimeUnit.SECONDS);

        assertThat(chassis.orders).isEmpty();
        assertThat(methodsThatSent()).containsExactly("udp");
    }

    @Test
    void aSlowBmcHoldsUpNoPacketAndIsAskedOnce() throws Exception {
        CompletableFuture<Finding> never = new CompletableFuture<>();
        List<Node> looks = new CopyOnWriteArrayList<>();
        chassis.looks(
                node -> {
                    looks.add(node);
                    return never;
                });
        CompletableFuture<?> ready = wake(node(true));
        await().until(() -> !looks.isEmpty());
        int before = site.asked.size();
        await().until(() -> site.asked.size() > before + 5);

        assertThat(looks).hasSize(1);
        site.answers.put("storage", Site.READY);
        ready.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aNodeWithoutABmcIsPassedOverWithoutAWord() throws Exception {
        CompletableFuture<?> ready = wake(node(false));
        await().until(() -> site.asked.size() > 5);
        site.answers.put("storage", Site.READY);
        ready.get(30, TimeUnit.SECONDS);

        assertThat(chassis.orders).isEmpty();
        assertThat(site.meters.find("vmstation.wake.method.outcomes").counters())
                .allMatch(counter -> "udp".equals(counter.getId().getTag("method")));
    }

    @Test
    void aNodeWithABmcAndNoMacAddressCanBeWokenToo() throws Exception {
        Node plain = site.node("storage", Duration.ofSeconds(30), List.of("bmc-power-on"));
        Node node = TestNode.like(plain).bmc(node(true).bmc().orElseThrow()).noMac().build();
        site.replace(node);

        wake(node).get(30, TimeUnit.SECONDS);

        assertThat(chassis.orders).containsExactly("ON storage");
        assertThat(site.asked).isEmpty();
    }

    @Test
    void aNodeWithNeitherCannotBeWokenAndTheReasonIsSaid() throws Exception {
        Node node =
                TestNode.like(site.node("storage", Duration.ofSeconds(30), List.of("bmc-power-on")))
                        .noMac()
                        .build();
        site.replace(node);

        assertThat(wake(node))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining(
                        "nothing could be sent: no MAC address is configured for it");
    }

    @Test
    void aWakeThatFailsSaysWhatTheBmcSaid() throws Exception {
        chassis.looks(new Finding.Failed("the BMC does not know that login"));
        CompletableFuture<?> ready = wake(node(true, Duration.ofSeconds(1)));

        assertThat(ready)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("bmc-power-on: failed, the BMC does not know that login");
    }
}
