package io.vmstation.ipmi.source.lan;

import static io.vmstation.ipmi.source.lan.ScriptedSensors.compact;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.source.BmcConnection;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.ipmi.source.PowerAction;
import io.vmstation.ipmi.source.PowerResult;
import io.vmstation.ipmi.source.ReadOrder;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.wake.RecordedCommands;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LanSourceTest {
    private static final int GET_SDR = 0x23;
    private static final int READING = 0x2d;

    private final LanSource source = new LanSource();
    private ScriptedBmc bmc;
    private ScriptedSensors sensors;

    @BeforeEach
    void start() throws IOException {
        bmc = new ScriptedBmc(3, 17);
        sensors =
                new ScriptedSensors()
                        .in(bmc)
                        .add(full("CPU Temp", 1))
                        .reads(1, 0, 42, 0xc0, 0xc0)
                        .add(compact("PS1 Status", 2, 0x08, 0x6f))
                        .reads(2, 0, 0, 0xc0, 0x01, 0x80);
    }

    @AfterEach
    void stop() {
        source.close();
        bmc.close();
    }

    private static final List<Sensor> BOTH =
            List.of(
                    new Sensor(1, "CPU Temp", "Temperature", 42, "C", SensorState.NOMINAL),
                    new Sensor(
                            2,
                            "PS1 Status",
                            "Power Supply",
                            Double.NaN,
                            "N/A",
                            SensorState.NOMINAL));

    @ParameterizedTest
    @ValueSource(ints = {3, 17})
    void sensorsAreReadByEachCipherSuite(int suite) {
        assertThat(Reading.sensors(source, bmc.asConnection(suite))).isEqualTo(BOTH);
    }

    @Test
    void theSessionAndTheRecordsAreKeptAndOnlyValuesAreReadAgain() {
        Lan connection = bmc.asConnection(17, 3);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
        int records = bmc.asked(0x0a, GET_SDR);
        sensors.reads(1, 0, 55, 0xc0, 0xd0);

        assertThat(Reading.sensors(source, connection).get(0))
                .isEqualTo(new Sensor(1, "CPU Temp", "Temperature", 55, "C", SensorState.CRITICAL));
        assertThat(bmc.opened()).isEqualTo(1);
        assertThat(bmc.asked(0x0a, GET_SDR)).isEqualTo(records).isEqualTo(2);
        assertThat(bmc.asked(0x04, READING)).isEqualTo(4);
    }

    @Test
    void aRecordThatWasAddedIsSeenAtTheNextReading() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.sensors(source, connection)).hasSize(2);

        sensors.add(full("New", 3)).reads(3, 0, 7, 0xc0, 0xc0);

        assertThat(Reading.sensors(source, connection)).extracting(Sensor::id).contains(3);
    }

    @Test
    void sensorsThatAreExcludedAreNotAsked() {
        ReadOrder order =
                new ReadOrder(Set.of(Collector.IPMI), Set.of(1), Duration.ofSeconds(20), List.of());

        assertThat(source.read(bmc.asConnection(17), order).join().findings())
                .containsEntry(Collector.IPMI, new Finding.Sensors(BOTH.subList(1, 2)));
        assertThat(bmc.asked(0x04, READING)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 8, 5})
    void recordsOfABmcThatGivesSmallPiecesOnlyAreReadInPieces(int most) {
        sensors.atMost(most);

        Finding finding = Reading.of(source, bmc.asConnection(17), Collector.IPMI);

        assertThat(finding).isEqualTo(new Finding.Sensors(BOTH));
    }

    @Test
    void aReservationThatSomebodyElseTookIsTakenAgain() {
        sensors.atMost(16);
        bmc.on(
                0x0a,
                0x22,
                data -> {
                    byte[] reserved = sensors.reserve();
                    if (bmc.asked(0x0a, 0x22) < 4) {
                        sensors.reserve();
                    }
                    return reserved;
                });

        assertThat(Reading.sensors(source, bmc.asConnection(17))).isEqualTo(BOTH);
        assertThat(bmc.asked(0x0a, 0x22)).isEqualTo(4);
    }

    @Test
    void aReservationThatIsLostAllTheTimeEndsTheReading() {
        sensors.atMost(16);
        bmc.on(
                0x0a,
                0x22,
                data -> {
                    byte[] reserved = sensors.reserve();
                    sensors.reserve();
                    return reserved;
                });

        assertThat(Reading.of(source, bmc.asConnection(17), Collector.IPMI))
                .isInstanceOf(Failed.class)
                .asString()
                .contains("change all the time");
    }

    @Test
    void recordsThatGoRoundInCirclesEndTheReadingAndNotTheNextOne() {
        sensors.nextAfterLast(1);
        Lan connection = bmc.asConnection(17);

        assertThat(Reading.of(source, connection, Collector.IPMI))
                .isInstanceOf(Failed.class)
                .asString()
                .contains("have no end");
        sensors.nextAfterLast(0xffff);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
    }

    @Test
    void recordsThatCannotBeReadInTimeAreReadOnNextTime() {
        for (int number = 3; number <= 60; number++) {
            sensors.add(full("Temp " + number, number)).reads(number, 0, 1, 0xc0, 0xc0);
        }
        bmc.slow(Duration.ofMillis(50));
        Lan connection = bmc.asConnection(17);
        Duration limit = Duration.ofSeconds(2);

        assertThat(Reading.of(source, connection, Collector.IPMI, limit))
                .isInstanceOf(Failed.class)
                .asString()
                .contains("sensor records were read, the next reading goes on there");
        int before = bmc.asked(0x0a, GET_SDR);
        await().until(
                        () ->
                                !Reading.of(source, connection, Collector.IPMI, limit)
                                        .toString()
                                        .contains("sensor records"));
        assertThat(before).isGreaterThan(5);
        assertThat(bmc.asked(0x0a, GET_SDR)).isLessThan(70);
        bmc.slow(Duration.ZERO);
        assertThat(Reading.sensors(source, connection)).hasSize(60);
    }

    @Test
    void whenTheFirstCipherSuiteIsUnknownTheNextOneDoesAndIsRemembered() throws IOException {
        try (ScriptedBmc old = new ScriptedBmc(3)) {
            Lan connection = old.asConnection(17, 3);
            assertThat(Reading.of(source, connection, Collector.CHASSIS))
                    .isInstanceOf(Finding.Chassis.class);
            assertThat(old.refusals()).isEqualTo(1);
            old.forgetSessions();

            assertThat(Reading.of(source, connection, Collector.CHASSIS))
                    .isInstanceOf(Finding.Chassis.class);
            assertThat(old.refusals()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "admin, wrong, OPERATOR, 17, the password of the user admin is wrong: check"
                + " bmc.passwordFile",
        "nobody, secret, OPERATOR, 17, the BMC does not know the user nobody: check bmc.user",
        "admin, secret, ADMINISTRATOR, 17, the privilege is not granted to the user admin: check"
                + " bmc.privilege",
        "admin, secret, OPERATOR, 8, the BMC does not know cipher suite 8: check bmc.cipherSuites"
    })
    void aRefusalSaysWhatToCheckAndNoPassword(
            String user, String password, Privilege privilege, int suite, String reason) {
        bmc.grant(3);

        assertThat(
                        Reading.of(
                                source,
                                bmc.asConnection(user, password, privilege, suite),
                                Collector.CHASSIS))
                .isEqualTo(Failed.refused(reason));
        assertThat(bmc.open()).isZero();
    }

    @Test
    void aWrongPasswordIsTriedOnceOnlyAsABmcMayLockTheUser() {
        Lan connection = bmc.asConnection("admin", "wrong", Privilege.OPERATOR, 17, 3);

        BmcReading reading =
                source.read(connection, Reading.order(Duration.ofSeconds(20), Collector.values()))
                        .join();

        assertThat(reading.findings()).hasSize(Collector.values().length);
        assertThat(reading.findings().values())
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(Failed.class));
        assertThat(bmc.opened()).isEqualTo(1);
    }

    @Test
    void aBmcThatDoesNotAnswerIsSilentWhenTheTimeIsUp() {
        bmc.mangle(datagram -> new byte[0]);
        long began = System.nanoTime();

        Finding finding =
                Reading.of(
                        source, bmc.asConnection(17, 3), Collector.CHASSIS, Duration.ofMillis(600));

        assertThat(finding)
                .isEqualTo(Failed.silent("no answer from 127.0.0.1 port " + bmc.port() + " (UDP)"));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void aPortWhereNobodyListensIsSilentToo() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Lan nobody =
                new Lan(
                        "127.0.0.1",
                        port,
                        "admin",
                        new Password("secret"),
                        List.of(17, 3),
                        Privilege.USER);

        assertThat(Reading.of(source, nobody, Collector.CHASSIS, Duration.ofMillis(500)))
                .isEqualTo(Failed.silent("nothing listens at 127.0.0.1 port " + port + " (UDP)"));
    }

    @Test
    void aBmcThatForgotTheSessionIsLoggedInToAnewWithinTheSameReading() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);

        bmc.forgetSessions();

        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
        assertThat(bmc.opened()).isEqualTo(2);
    }

    @Test
    void aBmcThatIsRestartedWhileItIsReadLosesNothing() {
        bmc.on(
                0x04,
                READING,
                data -> {
                    if (bmc.asked(0x04, READING) == 1) {
                        bmc.forgetSessions();
                    }
                    return sensors.reading(data);
                });

        assertThat(Reading.sensors(source, bmc.asConnection(17))).isEqualTo(BOTH);
        assertThat(bmc.opened()).isEqualTo(2);
    }

    @Test
    void aDatagramThatGetsLostIsSentAgain() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);

        bmc.loseNext(1);

        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
        assertThat(bmc.opened()).isEqualTo(1);
    }

    @Test
    void anotherLoginNeverUsesTheSessionThatIsOpen() {
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);

        assertThat(
                        Reading.of(
                                source,
                                bmc.asConnection("admin", "wrong", Privilege.OPERATOR, 17),
                                Collector.CHASSIS))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aSessionThatNobodyUsesIsClosedAndOpenedAgainWhenNeeded() {
        try (LanSource impatient = new LanSource(Duration.ofMillis(200))) {
            Lan connection = bmc.asConnection(17);
            assertThat(Reading.sensors(impatient, connection)).isEqualTo(BOTH);

            await().until(() -> bmc.open() == 0);

            int records = bmc.asked(0x0a, GET_SDR);
            assertThat(Reading.sensors(impatient, connection)).isEqualTo(BOTH);
            assertThat(bmc.asked(0x0a, GET_SDR)).isEqualTo(records);
        }
    }

    @Test
    void theSessionWithABmcThatIsReleasedIsClosedAtOnceAndItsRecordsAreForgotten() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
        int records = bmc.asked(0x0a, GET_SDR);

        source.release("192.0.2.9 port 623");
        assertThat(bmc.open()).isEqualTo(1);
        source.release(connection.key());

        await().until(() -> bmc.open() == 0);
        assertThat(Reading.sensors(source, connection)).isEqualTo(BOTH);
        assertThat(bmc.asked(0x0a, GET_SDR)).isGreaterThan(records);
    }

    @Test
    void closingTheSourceClosesTheSessionsAndEndsTheThreads() {
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);
        assertThat(bmc.open()).isEqualTo(1);

        source.close();

        await().until(() -> bmc.open() == 0);
        await().until(() -> source.threads() == 0);
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                .isEqualTo(new Failed("VMStation is stopping"));
    }

    @Test
    void aReadingThatIsCancelledEndsAtOnceAndTheNextOneIsAsGoodAsEver() {
        Lan connection = bmc.asConnection(17);
        bmc.mangle(datagram -> new byte[0]);
        CompletableFuture<BmcReading> reading =
                source.read(connection, Reading.order(Duration.ofMinutes(10), Collector.CHASSIS));
        await().until(() -> bmc.heard() > 0);

        reading.cancel(false);

        bmc.mangle(datagram -> datagram);
        assertThat(Reading.of(source, connection, Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);
    }

    @Test
    void aHangingBmcDelaysOnlyItselfAndTheCallerNeverWaits() throws IOException {
        try (ScriptedBmc hanging = new ScriptedBmc(17)) {
            hanging.mangle(datagram -> new byte[0]);
            CompletableFuture<BmcReading> stuck =
                    source.read(
                            hanging.asConnection(17),
                            Reading.order(Duration.ofMinutes(10), Collector.CHASSIS));

            assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                    .isInstanceOf(Finding.Chassis.class);
            assertThat(stuck).isNotDone();
            stuck.cancel(false);
        }
    }

    @ParameterizedTest
    @EnumSource(PowerAction.class)
    void ordersAreGivenAsOperatorEvenIfReadingIsDoneAsUser(PowerAction action) {
        byte[] given = new byte[1];
        bmc.on(
                0x00,
                0x02,
                data -> {
                    given[0] = data[0];
                    return ScriptedBmc.bytes(bmc.privilegeAsked() < 3 ? 0xd4 : 0);
                });
        Lan user = bmc.asConnection("admin", "secret", Privilege.USER, 17);
        assertThat(Reading.of(source, user, Collector.CHASSIS)).isInstanceOf(Finding.Chassis.class);

        assertThat(source.power(user, action, Duration.ofSeconds(20)).join())
                .isEqualTo(new PowerResult.Accepted());
        assertThat(given[0])
                .isEqualTo(
                        (byte)
                                switch (action) {
                                    case HARD_OFF -> 0;
                                    case ON -> 1;
                                    case CYCLE -> 2;
                                    case SOFT_OFF -> 5;
                                });
        await().until(() -> bmc.open() == 1);
    }

    @Test
    void anOrderThatTheBmcDoesNotTakeIsARefusalWithItsReason() {
        bmc.always(0x00, 0x02, 0xd5);

        assertThat(
                        source.power(
                                        bmc.asConnection(17),
                                        PowerAction.CYCLE,
                                        Duration.ofSeconds(20))
                                .join())
                .isEqualTo(
                        new PowerResult.Refused(
                                "the BMC answered Chassis Control with d5h: it cannot do that in"
                                        + " its present state"));
    }

    @Test
    void aPowerCycleWithoutAnAnswerIsNotOrderedTwice() {
        bmc.on(0x00, 0x02, data -> null);

        assertThat(
                        source.power(bmc.asConnection(17), PowerAction.CYCLE, Duration.ofSeconds(3))
                                .join())
                .isInstanceOf(PowerResult.Refused.class);
        assertThat(bmc.asked(0x00, 0x02)).isEqualTo(1);
    }

    @Test
    void aWatchdogIsReadInTheWordsOfBmcWatchdog() {
        bmc.always(0x06, 0x25, 0, 0x44, 0x21, 5, 0, 0x70, 0x17, 0x6f, 0x17);

        assertThat(Reading.of(source, bmc.asConnection(17), Collector.BMC_WATCHDOG))
                .isEqualTo(
                        new Finding.Watchdog(
                                true,
                                "SMS/OS",
                                true,
                                "Hard Reset",
                                "NMI / Diagnostic Interrupt",
                                5,
                                600,
                                599));
    }

    @Test
    void theLanModeIsAskedOfSupermicroOnly() {
        bmc.always(0x06, 0x01, 0, 0x20, 1, 3, 0x45, 2, 0xbf, 0xa2, 2, 0, 0, 1);
        bmc.always(0x30, 0x70, 0, 2);
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.SM_LAN_MODE))
                .isInstanceOf(Finding.Unsupported.class);
        assertThat(bmc.asked(0x30, 0x70)).isZero();

        bmc.always(0x06, 0x01, 0, 0x20, 1, 3, 0x45, 2, 0xbf, 0x7c, 0x2a, 0, 0x80, 8);
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.SM_LAN_MODE))
                .isEqualTo(new Finding.LanMode(2));
    }

    @Test
    void aControllerThatMeasuresNoPowerSaysNoneAndOneWithoutDcmiIsUnsupported() {
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.DCMI))
                .isInstanceOf(Finding.Unsupported.class);

        bmc.always(0x2c, 0x02, 0, 0xdc, 86, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40);
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.DCMI))
                .hasToString("DcmiPower[watts=OptionalDouble[86.0]]");

        bmc.always(0x2c, 0x02, 0, 0xdc, 86, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Reading.of(source, bmc.asConnection(17), Collector.DCMI))
                .hasToString("DcmiPower[watts=OptionalDouble.empty]");
    }

    @Test
    void onlyBmcsOnTheNetworkAreItsBusiness() {
        BmcConnection inBand = new BmcConnection.InBand("here", true, new RecordedCommands());

        assertThat(source.unfit(inBand)).contains("it talks to BMCs over the network only");
        assertThat(source.unfit(bmc.asConnection(15)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("cipher suites [15]"));
        assertThat(source.unfit(bmc.asConnection(17, 3))).isEmpty();
        assertThat(Reading.of(source, inBand, Collector.BMC)).isInstanceOf(Failed.class);
    }
}
