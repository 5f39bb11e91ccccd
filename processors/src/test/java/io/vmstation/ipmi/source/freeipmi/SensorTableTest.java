package io.vmstation.ipmi.source.freeipmi;

import static io.vmstation.ipmi.reading.SensorState.CRITICAL;
import static io.vmstation.ipmi.reading.SensorState.NOMINAL;
import static io.vmstation.ipmi.reading.SensorState.UNKNOWN;
import static io.vmstation.ipmi.reading.SensorState.WARNING;
import static io.vmstation.ipmi.source.tool.SourceSite.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.tool.WholeText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables that ipmi-sensors prints for machines of several makers. */
class SensorTableTest {
    private static final double NONE = Double.NaN;

    private static Finding read(String text) {
        return WholeText.read("ipmi-sensors", text, whole -> SensorTable.read(whole, Set.of()));
    }

    private static List<Sensor> sensors(String file) {
        return ((Sensors) read(recorded("freeipmi/" + file))).all();
    }

    @ParameterizedTest
    @CsvSource({
        "dell-idrac9.csv, 22",
        "supermicro-x10.csv, 12",
        "hp-ilo4.csv, 11",
        "lenovo-xcc.csv, 8",
        "asrock-rack.csv, 8",
    })
    void everyRowOfEveryMakerIsASensor(String file, int count) {
        assertThat(sensors(file)).hasSize(count);
        assertThat(sensors(file)).extracting(Sensor::id).doesNotHaveDuplicates();
    }

    @Test
    void dellHasWattsOfTypeCurrentNamesTwiceAndPartsThatAreAbsent() {
        assertThat(sensors("dell-idrac9.csv"))
                .contains(
                        new Sensor(24, "Pwr Consumption", "Current", 98, "W", NOMINAL),
                        new Sensor(18, "Temp", "Temperature", 45, "C", NOMINAL),
                        new Sensor(19, "Temp", "Temperature", NONE, "C", UNKNOWN),
                        new Sensor(60, "IO Usage", "Processor", 0, "%", UNKNOWN),
                        new Sensor(70, "A ", "Memory", NONE, "N/A", NOMINAL),
                        new Sensor(72, "Status", "Power Supply", NONE, "N/A", CRITICAL),
                        new Sensor(99, "Power Optimized", "OEM Reserved", NONE, "N/A", UNKNOWN));
    }

    @Test
    void supermicroHasRecordNumbersWithGapsAndAFanThatStands() {
        assertThat(sensors("supermicro-x10.csv"))
                .contains(
                        new Sensor(205, "System Temp", "Temperature", 76, "C", WARNING),
                        new Sensor(1746, "FAN2", "Fan", 0, "RPM", CRITICAL),
                        new Sensor(2885, "VBAT", "Battery", NONE, "N/A", NOMINAL));
    }

    @Test
    void hpHasFansInPercentAndARecordWithNumberZero() {
        assertThat(sensors("hp-ilo4.csv"))
                .contains(
                        new Sensor(0, "UID", "Fan", NONE, "N/A", UNKNOWN),
                        new Sensor(46, "Fan 1", "Fan", 11.76, "%", NOMINAL),
                        new Sensor(39, "39-P/S 1 Inlet", "Temperature", NONE, "C", UNKNOWN));
    }

    @Test
    void lenovoHasTemperaturesBelowALimit() {
        assertThat(sensors("lenovo-xcc.csv"))
                .contains(
                        new Sensor(7, "CPU1 DTS", "Temperature", -60, "unspecified", NOMINAL),
                        new Sensor(81, "Drive 1", "Drive Slot", NONE, "N/A", CRITICAL));
    }

    @Test
    void aNameMayHoldWhateverAMakerLikes() {
        assertThat(sensors("odd-names.csv"))
                .extracting(Sensor::name)
                .containsExactly(
                        "\"Temp, left\"",
                        "Temp, right, 2",
                        "L\u00fcfter Geh\u00e4use",
                        "",
                        "\u6e29\u5ea6",
                        "A|B'C\"D\\E",
                        "Not a number");
        assertThat(sensors("odd-names.csv").get(5).value()).isEqualTo(-11.9);
        assertThat(sensors("odd-names.csv").get(6).value()).isNaN();
    }

    @Test
    void aRowThatIsNoneIsPassedOverAndTheOthersStay() {
        assertThat(sensors("malformed.csv"))
                .containsExactly(new Sensor(5, "Good One", "Fan", 1200, "RPM", NOMINAL));
    }

    @Test
    void numbersInTheWayOfAnotherCountryAreNotMistaken() {
        assertThat(read(recorded("freeipmi/localised.csv")))
                .isEqualTo(
                        new Failed(
                                "ipmi-sensors printed no table of sensors, but"
                                        + " 2,CPU Temp,Temperature,Nominal,42,00,C,0000h"));
    }

    @Test
    void aMachineWithoutSensorsHasNone() {
        assertThat(read("")).isEqualTo(new Sensors(List.of()));
    }

    @Test
    void halfANumberIsNotTakenForAWholeOne() {
        assertThat(read("2,CPU Temp,Temperature,Nominal,42.00,C,0000h\n3,FAN1,Fan,Nominal,12"))
                .isEqualTo(new Failed("what ipmi-sensors printed ends in the middle of a line"));
    }

    @Test
    void moreThanIsKeptIsNotTakenForAll() {
        String row = "2,CPU Temp,Temperature,Nominal,42.00,C,0000h\n";

        assertThat(read(row.repeat(65536 / row.length() + 1).substring(0, 65536)))
                .isEqualTo(
                        new Failed(
                                "ipmi-sensors printed more than 64 KiB, which is more than is read"
                                        + " of it"));
    }
}
