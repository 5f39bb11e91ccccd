package io.vmstation.ipmi.source.tool;

import static io.vmstation.ipmi.reading.SensorState.CRITICAL;
import static io.vmstation.ipmi.reading.SensorState.NOMINAL;
import static io.vmstation.ipmi.reading.SensorState.UNKNOWN;
import static io.vmstation.ipmi.source.tool.SourceSite.found;
import static io.vmstation.ipmi.source.tool.SourceSite.lan;
import static io.vmstation.ipmi.source.tool.SourceSite.order;
import static io.vmstation.ipmi.source.tool.SourceSite.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.BadLine;
import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.BmcSource;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult.Accepted;
import io.vmstation.ipmi.source.PowerResult.Refused;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.spi.CommandResult.Exited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every source that runs programs makes of a simulated BMC, by its real programs. */
@Timeout(60)
public abstract class ProgramSourceContract {
    @TempDir Path folder;
    private final LocalCommands commands = new LocalCommands();
    private final String program;
    private final String debianPackage;
    private BmcSource source;

    /**
     * @param program that has to be there
     * @param debianPackage where it is to be had
     */
    protected ProgramSourceContract(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** The source under test. */
    protected abstract BmcSource source(LocalCommands commands, PrivateFolder files);

    @BeforeEach
    void start() {
        assumeTrue(commands.has(program), () -> "skipped, missing package: " + debianPackage);
        source = source(commands, new PrivateFolder(files()));
    }

    @AfterEach
    void stop() {
        commands.close();
    }

    private Path files() {
        return folder.resolve("private");
    }

    private Finding read(Lan bmc, Collector collector) {
        return found(source.read(bmc, order(collector)).join(), collector);
    }

    private List<Path> filesLeft() throws IOException {
        if (!Files.exists(files())) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(files())) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("sdr-cache"))
                    .toList();
        }
    }

    @Test
    void everythingThatTheBmcTellsIsRead() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder, "--firmware", "2.17.0")) {
            bmc.chassisFaults("cooling");
            BmcReading reading = source.read(lan(bmc), SourceSite.all()).join();

            assertThat(reading.source()).isEqualTo(source.name());
            assertThat(reading.findings()).containsOnlyKeys(Collector.values());
            assertThat(reading.findings().get(Collector.CHASSIS))
                    .isEqualTo(new Chassis(true, Optional.of(false), Optional.of(true)));
            assertThat(reading.findings().get(Collector.DCMI))
                    .isEqualTo(new DcmiPower(OptionalDouble.of(86)));
            assertThat(reading.findings().get(Collector.SEL)).isEqualTo(new Sel(0, 16000));
            assertThat(reading.findings().get(Collector.BMC))
                    .isEqualTo(
                            new BmcInfo(
                                    Optional.of("3.45"),
                                    Optional.of("Super Micro Computer Inc. (10876)"),
                                    Optional.of("2.17.0"),
                                    Optional.empty()));
            assertThat(reading.findings().get(Collector.SM_LAN_MODE))
                    .isEqualTo(new Unsupported("the BMC does not know the command"));
            Finding sensors = found(reading, Collector.IPMI);
            assertThat(sensor(sensors, "CPU Temp"))
                    .isEqualTo(new Sensor(2, "CPU Temp", "Temperature", 42, "C", NOMINAL));
            assertThat(sensor(sensors, "FAN3 Duty"))
                    .isEqualTo(new Sensor(11, "FAN3 Duty", "Fan", 45, "%", NOMINAL));
            assertThat(sensor(sensors, "VRM Temp"))
                    .isEqualTo(new Sensor(7, "VRM Temp", "Temperature", Double.NaN, "C", UNKNOWN));
            assertThat(sensor(sensors, "PS1 Status"))
                    .isEqualTo(
                            new Sensor(
                                    21, "PS1 Status", "Power Supply", Double.NaN, "N/A", NOMINAL));
            assertThat(filesLeft()).isEmpty();
        }
    }

    @Test
    void faultsShowAndExcludedSensorsDoNot() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.set("CPU Temp", 86);
            bmc.set("FAN1", 0);
            bmc.setStates("PS1 Status", 3);
            bmc.remove("VBAT");
            ReadOrder order =
                    new ReadOrder(
                            Set.of(Collector.IPMI), Set.of(3, 4711), SourceSite.LIMIT, List.of());
            Finding found = found(source.read(lan(bmc), order).join(), Collector.IPMI);

            assertThat(sensor(found, "CPU Temp").state()).isEqualTo(CRITICAL);
            assertThat(sensor(found, "FAN1").value()).isZero();
            assertThat(sensor(found, "PS1 Status").state()).isEqualTo(CRITICAL);
            assertThat(((Sensors) found).all())
                    .extracting(Sensor::name)
                    .contains("FAN2")
                    .doesNotContain("VBAT");
            assertThat(((Sensors) found).all()).extracting(Sensor::id).doesNotContain(3);
        }
    }

    @Test
    void aNameThatIsNoAsciiArrivesAsTheMakerWroteIt() {
        try (BmcSimulator bmc = new BmcSimulator(folder, "--odd")) {
            assertThat(((Sensors) read(lan(bmc), Collector.IPMI)).all())
                    .extracting(Sensor::name)
                    .contains("L\u00fcfter Geh\u00e4use", "Doppel");
        }
    }

    @Test
    void eventsAreReadWithWhatTheyMeanUpToTheEndOfALongLog() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Instant before = Instant.now().minusSeconds(5);
            bmc.log("PS1 Status", 1);
            bmc.fillLog(990);
            SelEvents events = (SelEvents) read(lan(bmc), Collector.SEL_EVENTS);

            assertThat(events.all()).hasSize(991);
            assertThat(events.all()).extracting(event -> event.id()).doesNotHaveDuplicates();
            assertThat(events.all().get(0))
                    .satisfies(
                            event -> {
                                assertThat(event.sensor()).isEqualTo("PS1 Status");
                                assertThat(event.type()).isEqualTo("Power Supply");
                                assertThat(event.state()).isEqualTo(CRITICAL);
                                assertThat(event.text()).isEqualTo("Power Supply Failure detected");
                                assertThat(event.at().orElseThrow())
                                        .isBetween(before, Instant.now().plusSeconds(5));
                            });
        }
    }

    @Test
    void theChassisObeys() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Lan unprivileged =
                    new Lan(
                            "127.0.0.1",
                            bmc.port(),
                            BmcSimulator.USER,
                            lan(bmc).password(),
                            List.of(3),
                            Privilege.USER);
            for (PowerAction action : List.of(PowerAction.HARD_OFF, PowerAction.ON)) {
                assertThat(source.power(unprivileged, action, SourceSite.LIMIT).join())
                        .isEqualTo(new Accepted());
            }
            assertThat(source.power(lan(bmc), PowerAction.SOFT_OFF, SourceSite.LIMIT).join())
                    .isEqualTo(new Accepted());
            assertThat(bmc.orders()).containsExactly("power 0", "power 1", "shutdown 1");
        }
    }

    @Test
    void whatIsWrongWithALogInIsToldApartWithoutASecret() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertThat(read(lan(bmc.port(), "admin", "hunter2", 3), Collector.CHASSIS))
                    .isEqualTo(
                            Failed.refused("the BMC refuses the password: check bmc.passwordFile"));
            assertThat(read(lan(bmc.port(), "nobody", "hunter2", 3), Collector.CHASSIS))
                    .isEqualTo(Failed.refused("the BMC does not know the user: check bmc.user"));
            assertThat(read(lan(bmc.port(), "admin", "secret", 17), Collector.CHASSIS))
                    .isEqualTo(
                            Failed.refused(
                                    "the BMC does not speak the cipher suites [17]: set"
                                            + " bmc.cipherSuites to what it is set up for"));
            assertThat(read(lan(bmc.port(), "admin", "x".repeat(64), 3), Collector.CHASSIS))
                    .isEqualTo(
                            Failed.refused(
                                    "the password is longer than the 20 bytes that IPMI has for"
                                            + " it"));
            assertThat(filesLeft()).isEmpty();
        }
    }

    @Test
    void theCipherSuiteThatWorkedIsTakenFirstTheNextTime() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Lan lan = lan(bmc.port(), "admin", "secret", 17, 8, 3);
            assertThat(read(lan, Collector.CHASSIS)).isInstanceOf(Chassis.class);
            assertThat(read(lan, Collector.CHASSIS)).isInstanceOf(Chassis.class);
        }
    }

    @Test
    void aBmcThatIsSilentIsAskedOnceAndNotByEveryProgram() {
        try (BmcSimulator bmc = new BmcSimulator(folder);
                BadLine line = bmc.throughBadLine()) {
            line.be("silent=1");
            ReadOrder order =
                    new ReadOrder(
                            Set.of(Collector.values()),
                            Set.of(),
                            Duration.ofSeconds(6),
                            List.of("opensesspriv"));
            BmcReading reading = source.read(lan(line.port(), "admin", "secret", 3), order).join();

            assertThat(reading.findings()).containsOnlyKeys(Collector.values());
            assertThat(reading.findings().values())
                    .allSatisfy(
                            finding ->
                                    assertThat(((Failed) finding).reason())
                                            .startsWith(
                                                    "the BMC does not answer: check its power"));
        }
    }

    @Test
    void aBmcThatRestartsIsReadAgain() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertThat(read(lan(bmc), Collector.IPMI)).isInstanceOf(Sensors.class);
            bmc.restart();
            assertThat(read(lan(bmc), Collector.IPMI)).isInstanceOf(Sensors.class);
        }
    }

    @Test
    void anOrderToABmcThatIsNotThereIsRefused() {
        assertThat(
                        source.power(
                                        lan(9, "admin", "secret", 3),
                                        PowerAction.ON,
                                        Duration.ofSeconds(2))
                                .join())
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("does not answer"));
    }

    @Test
    void aPasswordMayHoldWhateverFitsIntoIt() {
        String password = " a\"b\\c#d'$(f) ";
        assumeTrue(commands.has("ipmitool"), "skipped, missing package: ipmitool");
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            List<String> change = new ArrayList<>(List.of("ipmitool", "-I", "lanplus", "-C", "3"));
            change.addAll(List.of("-H", "127.0.0.1", "-p", String.valueOf(bmc.port())));
            change.addAll(List.of("-U", BmcSimulator.USER, "-P", BmcSimulator.PASSWORD));
            change.addAll(List.of("user", "set", "password", "2", password, "20"));
            assertThat(commands.run(change, SourceSite.LIMIT).join())
                    .isInstanceOfSatisfying(
                            Exited.class, exited -> assertThat(exited.code()).isZero());
            Finding found = read(lan(bmc.port(), "admin", password, 3), Collector.CHASSIS);

            assertThat(found).isInstanceOf(Chassis.class);
        }
    }

    @Test
    void whoCancelsAPollEndsItsProgram() {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.hang();
            CompletableFuture<BmcReading> reading = source.read(lan(bmc), SourceSite.all());
            await().until(ProgramSourceContract::childrenOfOurs, has -> has > 0);
            reading.cancel(false);

            await().until(ProgramSourceContract::childrenOfOurs, has -> has == 0);
            await().untilAsserted(() -> assertThat(filesLeft()).isEmpty());
        }
    }

    private static long childrenOfOurs() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("ipmi"))
                .count();
    }
}
