package io.vmstation.ipmi.source.lan;

import static io.vmstation.ipmi.source.lan.ScriptedBmc.bytes;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.compact;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.full;
import static io.vmstation.ipmi.source.lan.ScriptedSensors.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.ipmi.source.BmcConnection.Lan;
import io.vmstation.ipmi.source.Password;
import io.vmstation.node.Bmc.Privilege;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our readings beside those of the tools of FreeIPMI, of the same BMC at the same time. */
@Timeout(120)
class LikeFreeIpmiTest {
    private static final int[] GOOD = {0, 42, 0xc0, 0xc0, 0};

    private final LanSource source = new LanSource();
    private int sensor;

    @TempDir Path folder;

    @AfterEach
    void stop() {
        source.close();
    }

    /** As ipmi-sensors writes it, up to the event. */
    private static String line(Sensor sensor) {
        return String.format(
                Locale.ROOT,
                "%d,%s,%s,%s,%s,%s",
                sensor.id(),
                sensor.name(),
                sensor.type(),
                word(sensor.state()),
                Double.isNaN(sensor.value())
                        ? "N/A"
                        : String.format(Locale.ROOT, "%.2f", sensor.value()),
                sensor.unit());
    }

    private static String word(SensorState state) {
        return switch (state) {
            case NOMINAL -> "Nominal";
            case WARNING -> "Warning";
            case CRITICAL -> "Critical";
            case UNKNOWN -> "N/A";
        };
    }

    private static List<String> withoutEvents(List<String> lines) {
        return lines.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    private void add(ScriptedSensors sensors, byte[] record, int... answer) {
        sensor++;
        sensors.add(with(record, 7, sensor)).reads(sensor, answer);
    }

    private void addOddOnes(ScriptedSensors sensors) {
        add(sensors, full("plain", 0), GOOD);
        add(sensors, full("trailing space  ", 0), GOOD);
        add(sensors, full(" \"quoted\"", 0), GOOD);
        add(sensors, full("zero\0inside", 0), GOOD);
        add(sensors, full("", 0), GOOD);
        add(sensors, full("T\u00e4mp \u00b0C", 0), GOOD);
        add(sensors, full("more than sixteen letters", 0), GOOD);
        add(sensors, full("unavailable", 0), 0, 42, 0xe0, 0xc0);
        add(sensors, full("not scanned", 0), 0, 42, 0x80, 0xc0);
        add(sensors, full("no bits", 0), 0, 42, 0xc0);
        for (int completion : new int[] {0xc0, 0xcb, 0xcd, 0xce, 0xd5}) {
            add(sensors, full("completion code", 0), completion);
        }
        add(sensors, with(full("other owner", 0), 5, 0x2c), GOOD);
        add(sensors, with(full("software", 0), 5, 0x41), GOOD);
        add(sensors, with(full("other unit", 0), 6, 1), GOOD);
        add(sensors, with(full("not analog", 0), 20, 0xc0), GOOD);
        for (int linearization = 0; linearization <= 12; linearization++) {
            add(sensors, with(full("linearization", 0), 23, linearization), 0, 3, 0xc0, 0xc0);
        }
        add(sensors, with(full("non-linear", 0), 23, 0x70), GOOD);
        add(sensors, with(full("one over zero", 0), 23, 7), 0, 0, 0xc0, 0xc0);
        for (int raw : new int[] {0, 1, 127, 128, 129, 254, 255}) {
            add(sensors, with(full("one's complement", 0), 20, 0x40), 0, raw, 0xc0, 0xc0);
            add(sensors, with(full("two's complement", 0), 20, 0x80), 0, raw, 0xc0, 0xc0);
            add(sensors, with(full("places", 0), 24, 57, 29, 0xd0), 0, raw, 0xc0, 0xc0);
            add(
                    sensors,
                    with(full("negative", 0), 24, 1, 25, 0x80, 26, 0xff, 27, 0xc0, 29, 0xd5),
                    0,
                    raw,
                    0xc0,
                    0xc0);
        }
        for (int code = 0; code < 3; code++) {
            add(sensors, full(bytes('k'), 0xc0, 0, 4, code * 0x38), GOOD);
        }
    }

    private void addUnits(ScriptedSensors sensors) {
        for (int base = 0; base < 95; base++) {
            add(sensors, with(full("unit", 0), 21, base), GOOD);
        }
        add(sensors, with(full("percent", 0), 12, 4, 20, 1, 21, 0), GOOD);
        add(sensors, with(full("percent of RPM", 0), 12, 4, 20, 1, 21, 18), GOOD);
        for (int rate = 1; rate < 8; rate++) {
            add(sensors, with(full("rate", 0), 20, rate << 3, 21, 6), GOOD);
        }
        for (int how = 1; how < 4; how++) {
            add(sensors, with(full("modified", 0), 20, how << 1, 21, 6, 22, 24), GOOD);
            add(sensors, with(full("modified rate", 0), 20, how << 1 | 8, 21, 6, 22, 24), GOOD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17})
    void oddSensorsAreShownAlike(int suite) throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(suite)) {
            addOddOnes(new ScriptedSensors().in(bmc));

            assertThat(Reading.sensors(source, bmc.asConnection(suite)))
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(withoutEvents(tools.sensors(bmc.port(), suite)));
        }
    }

    @Test
    void unitsAreShownAlike() throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(3)) {
            addUnits(new ScriptedSensors().in(bmc));

            assertThat(Reading.sensors(source, bmc.asConnection(3)))
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(withoutEvents(tools.sensors(bmc.port(), 3)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x6f, 0x70})
    void everyEventOfEveryKindOfSensorIsJudgedAlike(int code) throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(3)) {
            ScriptedSensors sensors = new ScriptedSensors().in(bmc);
            for (int bit = 0; bit < 16; bit++) {
                int bits = bit == 15 ? 0 : 1 << bit;
                sensors.reads(bit, 0, 0, 0xc0, bits, 0x80 | bits >> 8);
                for (int type = 0; type < 0x2e; type++) {
                    sensors.add(compact("x", bit, type, code));
                }
            }

            assertThat(Reading.sensors(source, bmc.asConnection(3)))
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(withoutEvents(tools.sensors(bmc.port(), 3)));
        }
    }

    @Test
    void ofSensorsThatShareARecordTheFirstIsShownAlike() throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(3)) {
            new ScriptedSensors()
                    .in(bmc)
                    .add(with(compact("Drive", 1, 0x0d, 0x6f), 23, 3, 24, 0x81))
                    .reads(1, 0, 0, 0xc0, 1, 0x80)
                    .reads(2, 0, 0, 0xc0, 2, 0x80)
                    .reads(3, 0, 0, 0xc0, 1, 0x80);

            assertThat(Reading.sensors(source, bmc.asConnection(3)))
                    .hasSize(1)
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(withoutEvents(tools.sensors(bmc.port(), 3)));
        }
    }

    private static byte[] event(int type, int sensor, int direction, int... data) {
        return bytes(
                0, 0, 2, 0, 0xd3, 0x01, 0x6a, 0x20, 0, 4, type, sensor, direction, data[0], data[1],
                data[2]);
    }

    /** As ipmi-sel writes it; it has no time zone but that of the controller. */
    private static String line(SelEvent event) {
        return String.join(
                ",",
                String.valueOf(event.id()),
                event.at()
                        .map(
                                at ->
                                        DateTimeFormatter.ofPattern(
                                                        "MMM-dd-yyyy,HH:mm:ss", Locale.ROOT)
                                                .withZone(ZoneOffset.UTC)
                                                .format(at))
                        .orElse("N/A,N/A"),
                event.sensor(),
                event.type(),
                word(event.state()),
                event.text());
    }

    @Test
    void eventsInTheLogAreShownAlike() throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(3)) {
            new ScriptedSensors()
                    .in(bmc)
                    .add(full("CPU Temp", 1))
                    .add(compact("PS1 Status", 2, 8, 0x6f));
            ScriptedLog log = new ScriptedLog().in(bmc);
            log.add(event(1, 1, 0x01, 0x57, 81, 75));
            log.add(event(1, 1, 0x81, 0x57, 64, 75));
            log.add(event(1, 1, 0x01, 0x09, 0xff, 0xff));
            log.add(event(8, 2, 0x6f, 0x01, 0xff, 0xff));
            log.add(event(8, 2, 0xef, 0x01, 0xff, 0xff));
            log.add(event(8, 2, 0x6f, 0xa6, 2, 0x10));
            log.add(event(8, 0x99, 0x6f, 0x01, 0xff, 0xff));
            log.add(event(0x0c, 2, 0x6f, 0x20, 0xff, 5));
            log.add(event(0xc1, 2, 0x70, 0x02, 0xff, 0xff));
            log.add(event(0xc1, 2, 0x70, 0xa2, 0x12, 0x34));
            log.add(event(0x12, 2, 0x6f, 0x09, 0xff, 0xff));
            log.add(event(0x2d, 2, 0x6f, 0x01, 0xff, 0xff));
            log.add(bytes(0, 0, 0xc0, 0, 0xd3, 0x01, 0x6a, 1, 0, 1, 2, 3, 4, 5, 6, 7));
            log.add(bytes(0, 0, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
            log.add(with(event(0x12, 2, 0x6f, 0x01, 0xff, 0xff), 7, 0x41));

            assertThat(events(bmc.asConnection(3)))
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(tools.events(bmc.port(), 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 0x0a, 0x0b, 0x6f, 0x70})
    void everyEventInTheLogIsNamedAndJudgedAlike(int code) throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        try (ScriptedBmc bmc = new ScriptedBmc(3)) {
            new ScriptedSensors().in(bmc).add(compact("x", 1, 8, 0x6f));
            ScriptedLog log = new ScriptedLog().in(bmc);
            for (int type = 0; type < 0x2e; type++) {
                for (int offset = 0; offset < 15; offset++) {
                    log.add(event(type, 1, code, offset, 0xff, 0xff));
                    log.add(event(type, 1, 0x80 | code, offset, 0xff, 0xff));
                }
            }

            assertThat(events(bmc.asConnection(3)))
                    .extracting(LikeFreeIpmiTest::line)
                    .isEqualTo(tools.events(bmc.port(), 3));
        }
    }

    private List<SelEvent> events(Lan bmc) {
        Finding finding = Reading.of(source, bmc, Collector.SEL_EVENTS);
        assertThat(finding).isInstanceOf(Finding.SelEvents.class);
        return ((Finding.SelEvents) finding).all();
    }

    @Test
    void makersAndRevisionsAreShownAlike() throws IOException {
        FreeIpmi tools = new FreeIpmi(folder);
        for (int maker : new int[] {2, 343, 674, 10876, 47196, 7154, 999999}) {
            try (ScriptedBmc bmc = new ScriptedBmc(3)) {
                bmc.always(
                        0x06,
                        0x01,
                        0,
                        0x20,
                        1,
                        0x83,
                        0x07,
                        2,
                        0xbf,
                        maker & 0xff,
                        maker >> 8 & 0xff,
                        maker >> 16,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0);
                Finding finding = Reading.of(source, bmc.asConnection(3), Collector.BMC);
                List<String> lines = new ArrayList<>(tools.info(bmc.port(), 3));

                assertThat(finding).isInstanceOf(Finding.BmcInfo.class);
                Finding.BmcInfo info = (Finding.BmcInfo) finding;
                assertThat(lines)
                        .contains(
                                "Firmware Revision     : " + info.firmwareRevision().orElse(""),
                                "Manufacturer ID       : " + info.manufacturerId().orElse(""));
            }
        }
    }

    @Test
    void theSimulatorIsReadAlikeInManyStates() {
        FreeIpmi tools = new FreeIpmi(folder);
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            Lan connection =
                    new Lan(
                            "127.0.0.1",
                            bmc.port(),
                            BmcSimulator.USER,
                            new Password(BmcSimulator.PASSWORD),
                            List.of(17, 3),
                            Privilege.ADMINISTRATOR);
            assertAlike(tools, bmc, connection);
            for (double temperature : new double[] {81, 86, 96, 42}) {
                bmc.set("CPU Temp", temperature);
                assertAlike(tools, bmc, connection);
            }
            bmc.set("FAN1", 0);
            bmc.setStates("PS1 Status", 3);
            bmc.makeUnavailable("FAN2");
            bmc.fail("System Temp", 0xcb);
            assertAlike(tools, bmc, connection);
            bmc.remove("12V");
            assertAlike(tools, bmc, connection);
            bmc.restart();
            assertAlike(tools, bmc, connection);
        }
    }

    private void assertAlike(FreeIpmi tools, BmcSimulator bmc, Lan connection) {
        List<Sensor> sensors = Reading.sensors(source, connection);
        assertThat(sensors).hasSizeGreaterThan(10);
        assertThat(sensors)
                .extracting(
                        sensor ->
                                new String(
                                        line(sensor).getBytes(StandardCharsets.UTF_8),
                                        StandardCharsets.ISO_8859_1))
                .isEqualTo(withoutEvents(tools.sensors(bmc.port(), 3)));
    }
}
