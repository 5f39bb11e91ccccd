package io.vmstation.ipmi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken for the power of the whole machine, by the sensor lists of several makers. */
class PowerDrawTest {
    private final Map<Collector, Finding> findings = new EnumMap<>(Collector.class);

    private OptionalDouble watts() {
        return PowerDraw.watts(new BmcReading("native", Instant.EPOCH, Duration.ZERO, findings));
    }

    /** Lines of a name, a value and a unit. */
    private static Finding sensors(String list) {
        List<Sensor> sensors = new ArrayList<>();
        list.lines()
                .map(line -> line.split("\\|", -1))
                .forEach(
                        cells ->
                                sensors.add(
                                        new Sensor(
                                                sensors.size() + 1,
                                                cells[0].strip(),
                                                "Other Units Based Sensor",
                                                cells[1].strip().equals("N/A")
                                                        ? Double.NaN
                                                        : Double.parseDouble(cells[1].strip()),
                                                cells[2].strip(),
                                                SensorState.NOMINAL)));
        return new Finding.Sensors(sensors);
    }

    record Maker(String name, double watts, String list) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Maker> makers() {
        return Stream.of(
                new Maker(
                        "Dell",
                        168,
                        """
                        Current 1       | 0.40   | A
                        Voltage 1       | 230.00 | V
                        Inlet Temp      | 22.00  | C
                        CPU Usage       | 3.00   | %
                        SYS Usage       | 4.00   | %
                        Pwr Consumption | 168.00 | W
                        """),
                new Maker("older Dell", 196, "Ambient Temp | 22 | C\nSystem Level | 196.00 | W\n"),
                new Maker(
                        "Supermicro",
                        86,
                        """
                        CPU Temp       | 42.00  | C
                        12V            | 12.00  | V
                        PW Consumption | 86.00  | W
                        PS1 Status     | N/A    | N/A
                        """),
                new Maker(
                        "HP",
                        240,
                        """
                        PS 1 Input   | 190.00  | W
                        PS 2 Input   | 2550.00 | W
                        Power Meter  | 240.00  | W
                        PS 1 Output  | 0.00    | W
                        """),
                new Maker(
                        "HP with supplies that report by themselves",
                        100,
                        """
                        Power Supply 1 | 55.00  | W
                        Power Supply 2 | 45.00  | W
                        Power Meter    | 100.00 | W
                        """),
                new Maker(
                        "Fujitsu, whose system power is a part",
                        120,
                        """
                        CPU1 Power      | 18.00  | W
                        Memory Power    | 6.00   | W
                        System Power    | 62.00  | W
                        HDD Power       | 6.00   | W
                        PSU1 Power      | 60.00  | W
                        PSU2 Power      | 60.00  | W
                        Total Power     | 120.00 | W
                        Total Power Out | 96.00  | W
                        """),
                new Maker(
                        "Inspur",
                        760,
                        """
                        CPU_Total_Power | 198.00 | W
                        MEM_Power       | 40.00  | W
                        PSU1_POUT       | 352.00 | W
                        PSU2_POUT       | 368.00 | W
                        Total_Power     | 760.00 | W
                        """),
                new Maker(
                        "Lenovo",
                        340,
                        """
                        CPU Power       | 120.00 | W
                        Mem Power       | 30.00  | W
                        GPU Board Power | N/A    | W
                        Riser 1 Power   | 10.00  | W
                        Sys Power       | 340.00 | W
                        """),
                new Maker("IBM", 100, "Ambient Temp | 32 | C\nAvg Power | 100.00 | W\n"),
                new Maker(
                        "Cisco",
                        208,
                        """
                        PSU1_PIN    | 112.00 | W
                        PSU1_POUT   | 100.00 | W
                        PSU2_PIN    | 112.00 | W
                        POWER_USAGE | 208.00 | W
                        """),
                new Maker(
                        "Intel, supplies alone",
                        228,
                        """
                        PS1 Input Power | 113.00 | W
                        PS2 Input Power | 115.00 | W
                        PS1 Curr Out %  | 34.00  | %
                        PS1 Temperature | 21.00  | C
                        """),
                new Maker(
                        "AMI, one supply missing",
                        144,
                        """
                        Memory VRM Power | 12.00  | W
                        PSU1 Power In    | 144.00 | W
                        PSU1 Power Out   | 112.00 | W
                        PSU2 Power In    | N/A    | W
                        """),
                new Maker(
                        "OpenBMC",
                        410,
                        """
                        p0_power        | 80.00  | W
                        ps0_input_power | 205.00 | W
                        ps1_input_power | 204.00 | W
                        total_power     | 410.00 | W
                        """));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void findsTheWholeMachineAmongTheSensorsOfItsMaker(Maker maker) {
        findings.put(Collector.IPMI, sensors(maker.list()));
        assertThat(watts()).hasValue(maker.watts());
    }

    @Test
    void neverAddsPartsUp() {
        findings.put(
                Collector.IPMI,
                sensors(
                        """
                        CPU1 Power   | 80.00 | W
                        CPU2 Power   | 80.00 | W
                        DIMM Power   | 12.00 | W
                        GPU0_Power   | 95.00 | W
                        FAN_Power    | 25.00 | W
                        PSU1 Power Out | 200.00 | W
                        Power Cap    | 500.00 | W
                        Peak Power   | 400.00 | W
                        Total Power  | 300.00 | A
                        """));
        assertThat(watts()).isEmpty();
    }

    @Test
    void believesDcmiFirst() {
        findings.put(Collector.DCMI, new Finding.DcmiPower(OptionalDouble.of(91)));
        findings.put(Collector.IPMI, sensors("PW Consumption | 86.00 | W\n"));
        assertThat(watts()).hasValue(91);
    }

    @Test
    void takesASensorWhenDcmiDoesNotMeasure() {
        findings.put(Collector.IPMI, sensors("PW Consumption | 86.00 | W\n"));
        for (Finding dcmi :
                List.of(
                        new Finding.DcmiPower(OptionalDouble.empty()),
                        new Finding.DcmiPower(OptionalDouble.of(0)),
                        new Finding.Unsupported("no DCMI"),
                        new Finding.Failed("no answer"))) {
            findings.put(Collector.DCMI, dcmi);
            assertThat(watts()).hasValue(86);
        }
    }

    @Test
    void believesZeroOnlyOfAMachineThatIsOff() {
        findings.put(Collector.DCMI, new Finding.DcmiPower(OptionalDouble.of(0)));
        assertThat(watts()).isEmpty();
        findings.put(
                Collector.CHASSIS, new Finding.Chassis(true, Optional.empty(), Optional.empty()));
        assertThat(watts()).isEmpty();
        findings.put(
                Collector.CHASSIS, new Finding.Chassis(false, Optional.empty(), Optional.empty()));
        assertThat(watts()).hasValue(0);
    }

    @Test
    void tellsNothingWhenNothingCouldBeRead() {
        assertThat(watts()).isEmpty();
        findings.put(Collector.IPMI, new Finding.Failed("no answer"));
        assertThat(watts()).isEmpty();
        findings.put(Collector.IPMI, sensors("PW Consumption | N/A | W\n"));
        assertThat(watts()).isEmpty();
    }

    @Test
    void tellsTheMeterOfEachReadingThatHasIt() {
        List<String> heard = new ArrayList<>();
        LatestReadings readings = new LatestReadings();
        readings.onReading(
                new MeterReadings(
                        (node, instrument, watts) ->
                                heard.add(node + " " + instrument + " " + watts)));
        findings.put(Collector.DCMI, new Finding.DcmiPower(OptionalDouble.of(91)));
        readings.note("tower", new BmcReading("native", Instant.EPOCH, Duration.ZERO, findings));
        findings.put(Collector.DCMI, new Finding.Failed("no answer"));
        readings.note("tower", new BmcReading("native", Instant.EPOCH, Duration.ZERO, findings));

        assertThat(heard).containsExactly("tower CONTROLLER 91.0");
    }
}
