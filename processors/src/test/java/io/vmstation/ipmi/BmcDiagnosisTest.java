package io.vmstation.ipmi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcDesk;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.BmcSources;
import io.vmstation.ipmi.source.BmcTurns;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc;
import io.vmstation.node.Node;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a BMC says of a node that did not wake. */
@Timeout(60)
class BmcDiagnosisTest {
    private static final Instant BEGAN = Instant.parse("2026-11-22T12:00:00Z");

    private final Map<Collector, Finding> findings = new EnumMap<>(Collector.class);
    @TempDir private Path folder = Path.of("");
    private Node node = TestNode.named("tower").build();

    @BeforeEach
    void configure() throws Exception {
        Path password = Files.writeString(folder.resolve("bmc"), "secret");
        node =
                TestNode.named("tower")
                        .bmc(TestBmc.overLan("192.0.2.9", 623, "admin", password, List.of(17)))
                        .build();
    }

    private Optional<String> why(Node about) {
        NodeConnections connections =
                new NodeConnections(
                        (arguments, environment, limit) -> new CompletableFuture<>(),
                        each -> {
                            throw new AssertionError(
                                    "a node that does not wake is not logged in to");
                        },
                        each -> false);
        BmcDesk desk =
                new BmcDesk(new BmcSources(List.of(new Told())), new BmcTurns(), connections);
        return new BmcDiagnosis(desk).why(about, BEGAN).join();
    }

    private final class Told implements BmcSource {
        @Override
        public String name() {
            return "native";
        }

        @Override
        public Optional<String> unfit(BmcConnection connection) {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<BmcReading> read(BmcConnection connection, ReadOrder order) {
            Map<Collector, Finding> told = new HashMap<>(findings);
            told.keySet().retainAll(order.collectors());
            return told.isEmpty()
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(
                            new BmcReading(name(), BEGAN, Duration.ofMillis(1), told));
        }

        @Override
        public CompletableFuture<PowerResult> power(
                BmcConnection connection, PowerAction action, Duration timeLimit) {
            throw new AssertionError("nobody is to be switched");
        }
    }

    private void power(boolean on) {
        findings.put(
                Collector.CHASSIS, new Finding.Chassis(on, Optional.empty(), Optional.empty()));
    }

    private void log(SelEvent... events) {
        findings.put(Collector.SEL_EVENTS, new Finding.SelEvents(List.of(events)));
    }

    private static SelEvent event(int secondsAfter, String sensor, String text) {
        return new SelEvent(
                1,
                Optional.of(BEGAN.plusSeconds(secondsAfter)),
                sensor,
                "Power Supply",
                SensorState.CRITICAL,
                text);
    }

    @Test
    void saysWhetherThePowerIsOn() {
        log();
        power(false);
        assertThat(why(node)).contains("its BMC says that the power is off");
        power(true);
        assertThat(why(node)).contains("its BMC says that the power is on");
    }

    @Test
    void saysWhatTheLogSaysSinceTheWakeBegan() {
        power(false);
        log(
                event(-3600, "Fan 1", "Lower Critical"),
                event(-10, "Clock", "a little late"),
                event(5, "PS1 Status", "Power Supply\nFailure  detected"),
                new SelEvent(4, Optional.empty(), "?", "?", SensorState.UNKNOWN, "no clock"),
                event(6, "", "Power Unit Failure"));

        assertThat(why(node))
                .contains(
                        "its BMC says that the power is off, and its log: Clock: a little late,"
                                + " PS1 Status: Power Supply Failure detected, Power Unit Failure");
    }

    @Test
    void saysOnlyTheNewestOfMany() {
        power(true);
        List<SelEvent> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(event(i, "Memory", "error " + i + " " + "x".repeat(1000)));
        }
        log(many.toArray(SelEvent[]::new));

        assertThat(why(node).orElseThrow())
                .contains("Memory: error 499")
                .doesNotContain("error 496")
                .hasSizeLessThan(400);
    }

    @Test
    void saysThatTheBmcIsSilentOrRefusesOrIsBroken() {
        findings.put(Collector.CHASSIS, Finding.Failed.silent("no answer within 4 s"));
        assertThat(why(node))
                .contains("its BMC does not answer either, so perhaps it has no power");
        findings.put(Collector.CHASSIS, Finding.Failed.refused("the password is wrong"));
        assertThat(why(node)).contains("its BMC refuses the log-in: the password is wrong");
        findings.put(Collector.CHASSIS, new Finding.Failed("nonsense"));
        assertThat(why(node)).contains("its BMC could not be asked: nonsense");
    }

    @Test
    void aLogThatTakesTooLongIsLeftOut() {
        power(false);

        assertThat(why(node)).contains("its BMC says that the power is off");
    }

    @Test
    void nobodyIsAskedWhoSleepsWithTheNode() {
        power(true);
        assertThat(why(TestNode.named("bare").build())).isEmpty();
        assertThat(why(TestNode.like(node).bmc(new Bmc(new Bmc.InBand(), TestBmc.POLLING)).build()))
                .isEmpty();
    }
}
