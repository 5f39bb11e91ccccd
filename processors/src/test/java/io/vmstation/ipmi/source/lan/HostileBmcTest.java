package io.vmstation.ipmi.source.lan;

import static io.vmstation.ipmi.source.lan.ScriptedBmc.bytes;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.compact;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.full;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a BMC, or somebody in between, can do to us: nothing but make a reading fail. */
@Timeout(120)
class HostileBmcTest {
    private static final Duration LIMIT = Duration.ofMillis(600);

    private final LanSource source = new LanSource();
    private ScriptedBmc bmc;

    @BeforeEach
    void start() throws IOException {
        bmc = new ScriptedBmc(3, 17);
        new ScriptedSensors()
                .in(bmc)
                .add(full("CPU Temp", 1))
                .reads(1, 0, 42, 0xc0, 0xc0)
                .add(compact("PS1 Status", 2, 0x08, 0x6f))
                .reads(2, 0, 0, 0xc0, 0x01, 0x80);
        new ScriptedLog()
                .in(bmc)
                .add(bytes(0, 0, 2, 0, 0, 0, 0x6a, 0x20, 0, 4, 8, 2, 0x6f, 1, 0, 0));
        bmc.always(0x06, 0x01, 0, 0x20, 1, 3, 0x45, 2, 0xbf, 0x7c, 0x2a, 0, 0x80, 8);
    }

    @AfterEach
    void stop() {
        source.close();
        bmc.close();
    }

    /** Reads everything and holds that something came of each part. */
    private BmcReading readAll(Duration limit) {
        BmcReading reading =
                source.read(bmc.asConnection(17, 3), Reading.order(limit, Collector.values()))
                        .join();
        assertThat(reading.findings()).hasSize(Collector.values().length);
        return reading;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersOfNoiseAreFailures(long seed) {
        Random random = new Random(seed);
        bmc.mangle(
                datagram -> {
                    byte[] noise = new byte[random.nextInt(200)];
                    random.nextBytes(noise);
                    if (noise.length > 6 && random.nextBoolean()) {
                        System.arraycopy(datagram, 0, noise, 0, Math.min(datagram.length, 6));
                    }
                    return noise;
                });

        assertThat(readAll(LIMIT).findings().values())
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(Failed.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersThatWereDamagedOnTheWayAreNeverBelieved(long seed) {
        Lan connection = bmc.asConnection(17);
        Finding whole = Reading.of(source, connection, Collector.IPMI);
        Random random = new Random(seed);
        bmc.mangle(
                datagram -> {
                    if (random.nextInt(3) > 0) {
                        return datagram;
                    }
                    byte[] damaged =
                            random.nextBoolean()
                                    ? datagram
                                    : Arrays.copyOf(datagram, random.nextInt(datagram.length));
                    if (damaged.length > 0) {
                        int at = random.nextInt(damaged.length);
                        damaged[at] = (byte) (damaged[at] ^ 1 << random.nextInt(8));
                    }
                    return damaged;
                });

        assertThat(Reading.of(source, connection, Collector.IPMI, Duration.ofSeconds(3)))
                .satisfiesAnyOf(
                        finding -> assertThat(finding).isEqualTo(whole),
                        finding -> assertThat(finding).isInstanceOf(Failed.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aBmcThatAnswersCommandsWithNoiseMakesFindingsAllTheSame(long seed) {
        Random random = new Random(seed);
        for (int function : new int[] {0x00, 0x04, 0x06, 0x0a, 0x2c, 0x30}) {
            for (int command = 0; command < 0x80; command++) {
                if (function != 0x06 || command < 0x38 || command > 0x3d) {
                    bmc.on(function, command, data -> noise(random));
                }
            }
        }

        for (int i = 0; i < 5; i++) {
            readAll(Duration.ofSeconds(2));
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(70)];
        random.nextBytes(noise);
        if (random.nextInt(10) > 0) {
            noise[0] = 0;
        }
        return noise;
    }

    @Test
    void anAnswerOfTheSessionThatIsRepeatedIsNotTakenForANewOne() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.of(source, connection, Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);
        AtomicReference<byte[]> last = new AtomicReference<>(new byte[0]);
        bmc.mangle(
                datagram -> {
                    last.set(datagram);
                    return datagram;
                });
        assertThat(Reading.of(source, connection, Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);

        bmc.mangle(datagram -> last.get());

        assertThat(Reading.of(source, connection, Collector.CHASSIS, LIMIT))
                .isInstanceOf(Failed.class);
    }

    @Test
    void anAnswerWithoutIntegrityCheckIsNotBelieved() {
        Lan connection = bmc.asConnection(17);
        assertThat(Reading.of(source, connection, Collector.CHASSIS))
                .isInstanceOf(Finding.Chassis.class);
        bmc.mangle(
                datagram -> {
                    byte[] plain = datagram.clone();
                    plain[5] &= 0x3f;
                    return plain;
                });

        assertThat(Reading.of(source, connection, Collector.CHASSIS, LIMIT))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aBmcThatDoesNotKnowThePasswordItselfIsNotBelieved() {
        bmc.changePassword("another");

        assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aBmcThatAgreesToALesserCipherSuiteThanAskedIsNotBelieved() {
        bmc.mangle(
                datagram -> {
                    if (datagram[5] == 0x11) {
                        datagram[32] = 0;
                    }
                    return datagram;
                });

        assertThat(Reading.of(source, bmc.asConnection(17), Collector.CHASSIS))
                .isInstanceOf(Failed.class)
                .asString()
                .contains("agreed to another cipher suite");
    }

    @Test
    void aLogThatGoesRoundInCirclesIsAFailureAndNotForever() {
        ScriptedLog log = new ScriptedLog().in(bmc);
        for (int i = 0; i < 20; i++) {
            log.add(bytes(0, 0, 2, 0, 0, 0, 0x6a, 0x20, 0, 4, 8, 2, 0x6f, 1, 0, 0));
        }
        log.nextAfterLast(5);

        assertThat(Reading.of(source, bmc.asConnection(17), Collector.SEL_EVENTS))
                .isInstanceOf(Failed.class)
                .asString()
                .contains("has no end");
    }

    @Test
    void ofALogOnlyNewRecordsAreReadAgain() {
        ScriptedLog log = new ScriptedLog().in(bmc);
        for (int i = 0; i < 20; i++) {
            log.add(bytes(0, 0, 2, 0, 0, 0, 0x6a, 0x20, 0, 4, 8, 2, 0x6f, 1, 0, 0));
        }
        Lan connection = bmc.asConnection(17);
        assertThat(events(connection)).isEqualTo(20);
        int asked = bmc.asked(0x0a, 0x43);
        assertThat(asked).isEqualTo(20);

        assertThat(events(connection)).isEqualTo(20);
        assertThat(bmc.asked(0x0a, 0x43)).isEqualTo(asked);

        log.add(bytes(0, 0, 2, 0, 0, 0, 0x6a, 0x20, 0, 4, 8, 2, 0x6f, 0, 0, 0));
        assertThat(events(connection)).isEqualTo(21);
        assertThat(bmc.asked(0x0a, 0x43)).isEqualTo(asked + 2);

        log.clear();
        assertThat(events(connection)).isZero();
        log.add(bytes(0, 0, 2, 0, 0, 0, 0x6a, 0x20, 0, 4, 8, 2, 0x6f, 0, 0, 0));
        assertThat(events(connection)).isEqualTo(1);
    }

    private int events(Lan connection) {
        Finding finding = Reading.of(source, connection, Collector.SEL_EVENTS);
        assertThat(finding).isInstanceOf(Finding.SelEvents.class);
        return ((Finding.SelEvents) finding).all().size();
    }
}
