package io.vmstation.ipmi.source.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vmstation.ipmi.BadLine;
import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.node.Bmc.Privilege;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against OpenIPMI's ipmi_sim, which others have written. */
@Timeout(120)
class LanSourceSimulatorTest {
    private static final Collector[] USUAL = {
        Collector.BMC, Collector.IPMI, Collector.CHASSIS, Collector.DCMI, Collector.SEL
    };

    private final LanSource source = new LanSource();

    @TempDir Path folder;

    @AfterEach
    void stop() {
        source.close();
    }

    private static Lan to(int port) {
        return new Lan(
                "127.0.0.1",
                port,
                BmcSimulator.USER,
                new Password(BmcSimulator.PASSWORD),
                List.of(17, 3),
                Privilege.ADMINISTRATOR);
    }

    private BmcReading read(Lan bmc) {
        return source.read(bmc, Reading.order(Duration.ofSeconds(30), USUAL)).join();
    }

    private static void assertWhole(BmcReading reading) {
        assertThat(reading.findings()).hasSize(USUAL.length);
        assertThat(reading.findings().values())
                .noneSatisfy(
                        finding ->
                                assertThat(finding)
                                        .isInstanceOfAny(Failed.class, Finding.Unsupported.class));
    }

    @Test
    void everythingIsRead() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.chassisFaults("drive");
            bmc.fillLog(3);
            BmcReading reading = read(to(bmc.port()));

            assertWhole(reading);
            assertThat(reading.source()).isEqualTo("native");
            assertThat(reading.findings().get(Collector.CHASSIS))
                    .hasToString(
                            "Chassis[powerOn=true, driveFault=Optional[true],"
                                    + " coolingFault=Optional[false]]");
            assertThat(reading.findings().get(Collector.SEL))
                    .hasToString("Sel[entries=3, freeBytes=15952]");
            bmc.power(false);
            assertThat(Reading.of(source, to(bmc.port()), Collector.CHASSIS))
                    .asString()
                    .contains("powerOn=false");
        }
    }

    @Test
    void eventsAreRead() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.log("PS1 Status", 1);

            Finding finding = Reading.of(source, to(bmc.port()), Collector.SEL_EVENTS);

            assertThat(((Finding.SelEvents) finding).all())
                    .extracting(SelEvent::sensor, SelEvent::text)
                    .containsExactly(tuple("PS1 Status", "Power Supply Failure detected"));
        }
    }

    @Test
    void aRestartInTheMiddleOfASessionLosesNoReading() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertWhole(read(to(bmc.port())));

            bmc.restart();

            assertWhole(read(to(bmc.port())));
        }
    }

    @Test
    void aBmcThatComesBackWithinTheTimeLimitIsStillRead() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertWhole(read(to(bmc.port())));
            bmc.hang();
            CompletableFuture<BmcReading> reading =
                    source.read(to(bmc.port()), Reading.order(Duration.ofSeconds(60), USUAL));

            bmc.resume();

            assertWhole(reading.join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delay=0.01", "drop=0.05", "repeat=0.3", "cut=0.05", "spoil=0.05"})
    void aBadLineIsPutUpWith(String fault) {
        try (BmcSimulator bmc = new BmcSimulator(folder);
                BadLine line = bmc.throughBadLine()) {
            line.be(fault);

            assertWhole(
                    source.read(to(line.port()), Reading.order(Duration.ofSeconds(60), USUAL))
                            .join());
        }
    }

    @Test
    void theChassisFollowsOrders() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertWhole(read(to(bmc.port())));
            for (PowerAction action :
                    List.of(PowerAction.SOFT_OFF, PowerAction.HARD_OFF, PowerAction.ON)) {
                assertThat(source.power(to(bmc.port()), action, Duration.ofSeconds(20)).join())
                        .isEqualTo(new PowerResult.Accepted());
            }

            assertThat(bmc.orders()).contains("shutdown 1", "power 0", "power 1");
            assertWhole(read(to(bmc.port())));
        }
    }

    @Test
    void fiftyAtOnceAreReadWithFewThreadsAndNoneIsLeft() {
        List<BmcSimulator> bmcs = BmcSimulator.many(folder, 50);
        try {
            List<CompletableFuture<BmcReading>> readings =
                    bmcs.stream()
                            .map(
                                    bmc ->
                                            source.read(
                                                    to(bmc.port()),
                                                    Reading.order(Duration.ofSeconds(60), USUAL)))
                            .toList();
            assertThat(source.threads()).isLessThanOrEqualTo(50);

            readings.forEach(reading -> assertWhole(reading.join()));
            await().atMost(Duration.ofSeconds(30)).until(() -> source.threads() == 0);
            assertThat(
                            Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> !thread.isDaemon())
                                    .map(Thread::getName))
                    .noneMatch(name -> name.startsWith("bmc") || name.startsWith("Timer"));
        } finally {
            bmcs.forEach(BmcSimulator::close);
        }
    }
}
