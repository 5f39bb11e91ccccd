package io.vmstation.ipmi.export;

import static io.vmstation.ipmi.export.TestReadings.SENSORS;
import static io.vmstation.ipmi.export.TestReadings.text;
import static io.vmstation.ipmi.export.TestReadings.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.LanMode;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.reading.Finding.Watchdog;
import io.vmstation.ipmi.reading.SelEvent;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.reading.SensorState;
import io.vmstation.node.SelEventRule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpmiMetricsTest {
    private static List<String> lines(BmcReading reading, SelEventRule... rules) {
        // Not by lines(), for which a carriage return in a name ends one, too.
        return Stream.of(text(IpmiMetrics.of(reading, List.of(rules))).split("\n", -1))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static List<String> lines(Collector collector, Finding finding) {
        return lines(told(Map.of(collector, finding)));
    }

    @Test
    void givesEachSensorTheSeriesOfItsUnit() {
        assertThat(lines(told(SENSORS.toArray(Sensor[]::new))))
                .containsExactlyInAnyOrder(
                        "ipmi_scrape_duration_seconds 0.25",
                        "ipmi_up{collector=\"ipmi\"} 1.0",
                        "ipmi_temperature_celsius{id=\"18\",name=\"Inlet Temp\"} 24.0",
                        "ipmi_temperature_state{id=\"18\",name=\"Inlet Temp\"} 0.0",
                        "ipmi_temperature_celsius{id=\"140\",name=\"CPU2 Temp\"} NaN",
                        "ipmi_temperature_state{id=\"140\",name=\"CPU2 Temp\"} NaN",
                        "ipmi_fan_speed_rpm{id=\"12\",name=\"Fan1A\"} 4560.0",
                        "ipmi_fan_speed_state{id=\"12\",name=\"Fan1A\"} 1.0",
                        "ipmi_fan_speed_ratio{id=\"58\",name=\"Fan 1 DutyCycle\"} 0.2195",
                        "ipmi_fan_speed_state{id=\"58\",name=\"Fan 1 DutyCycle\"} 0.0",
                        "ipmi_voltage_volts{id=\"241\",name=\"12V\"} 11.875",
                        "ipmi_voltage_state{id=\"241\",name=\"12V\"} 2.0",
                        "ipmi_current_amperes{id=\"83\",name=\"Current 1\"} 0.2",
                        "ipmi_current_state{id=\"83\",name=\"Current 1\"} 0.0",
                        "ipmi_power_watts{id=\"90\",name=\"Pwr Consumption\"} 70.0",
                        "ipmi_power_state{id=\"90\",name=\"Pwr Consumption\"} 0.0",
                        "ipmi_sensor_value{id=\"91\",name=\"CPU Usage\",type=\"Other Units Based Sensor\"} 3.0",
                        "ipmi_sensor_state{id=\"91\",name=\"CPU Usage\",type=\"Other Units Based Sensor\"} 0.0",
                        "ipmi_sensor_value{id=\"139\",name=\"Power Cable\",type=\"Cable/Interconnect\"} NaN",
                        "ipmi_sensor_state{id=\"139\",name=\"Power Cable\",type=\"Cable/Interconnect\"} 0.0");
    }

    @Test
    void saysWhatKindOfMetricEachIs() {
        assertThat(text(IpmiMetrics.of(TestReadings.usual(), List.of())))
                .contains(
                        """
                        # HELP ipmi_temperature_celsius Temperature reading in degree Celsius.
                        # TYPE ipmi_temperature_celsius gauge
                        """,
                        """
                        # HELP ipmi_bmc_info Constant metric with value '1' providing details about the BMC.
                        # TYPE ipmi_bmc_info gauge
                        """);
    }

    @Test
    void tellsTheControllerTheChassisAndTheLog() {
        assertThat(lines(TestReadings.usual()))
                .contains(
                        "ipmi_bmc_info{bmc_url=\"N/A\",firmware_revision=\"1.66\",manufacturer_id=\"Dell Inc. (674)\",system_firmware_version=\"2.6.1\"} 1",
                        "ipmi_chassis_power_state 1.0",
                        "ipmi_chassis_drive_fault_state 1.0",
                        "ipmi_chassis_cooling_fault_state 0.0",
                        "ipmi_dcmi_power_consumption_watts 86.0",
                        "ipmi_sel_logs_count 12.0",
                        "ipmi_sel_free_space_bytes 15984.0",
                        "ipmi_up{collector=\"bmc\"} 1.0",
                        "ipmi_up{collector=\"chassis\"} 1.0",
                        "ipmi_up{collector=\"dcmi\"} 1.0",
                        "ipmi_up{collector=\"sel\"} 1.0");
    }

    @Test
    void leavesOutWhatTheControllerDoesNotTell() {
        assertThat(lines(Collector.CHASSIS, new Chassis(false, Optional.empty(), Optional.empty())))
                .containsExactly(
                        "ipmi_chassis_power_state 0.0",
                        "ipmi_scrape_duration_seconds 0.25",
                        "ipmi_up{collector=\"chassis\"} 1.0");
        assertThat(
                        lines(
                                Collector.BMC,
                                new BmcInfo(
                                        Optional.of("3.45"),
                                        Optional.of("10876"),
                                        Optional.empty(),
                                        Optional.of("http://10.0.0.1"))))
                .first()
                .asString()
                .contains("bmc_url=\"http://10.0.0.1\"", "system_firmware_version=\"N/A\"");
    }

    @Test
    void isUpWithoutWattsWhileThePowerIsNotMeasured() {
        assertThat(lines(Collector.DCMI, new DcmiPower(OptionalDouble.empty())))
                .containsExactly(
                        "ipmi_scrape_duration_seconds 0.25", "ipmi_up{collector=\"dcmi\"} 1.0");
    }

    @Test
    void isDownForWhatFailedAndForWhatThereIsNot() {
        assertThat(
                        lines(
                                told(
                                        Map.of(
                                                Collector.SM_LAN_MODE,
                                                new Unsupported("not a Supermicro"),
                                                Collector.DCMI,
                                                new Unsupported("no DCMI"),
                                                Collector.IPMI,
                                                new Failed("no answer")))))
                .containsExactly(
                        "ipmi_scrape_duration_seconds 0.25",
                        "ipmi_up{collector=\"dcmi\"} 0.0",
                        "ipmi_up{collector=\"ipmi\"} 0.0",
                        "ipmi_up{collector=\"sm-lan-mode\"} 0.0");
    }

    @Test
    void setsOneWordOfEachSettingOfTheWatchdog() {
        assertThat(
                        lines(
                                Collector.BMC_WATCHDOG,
                                new Watchdog(
                                        true, "SMS/OS", false, "Hard Reset", "Odd", 5, 300, 212.5)))
                .contains(
                        "ipmi_bmc_watchdog_timer_state 1.0",
                        "ipmi_bmc_watchdog_timer_use_state{name=\"SMS/OS\"} 1.0",
                        "ipmi_bmc_watchdog_timer_use_state{name=\"OEM\"} 0.0",
                        "ipmi_bmc_watchdog_logging_state 0.0",
                        "ipmi_bmc_watchdog_timeout_action_state{action=\"Hard Reset\"} 1.0",
                        "ipmi_bmc_watchdog_timeout_action_state{action=\"None\"} 0.0",
                        "ipmi_bmc_watchdog_pretimeout_interrupt_state{interrupt=\"None\"} 0.0",
                        "ipmi_bmc_watchdog_pretimeout_interval_seconds 5.0",
                        "ipmi_bmc_watchdog_initial_countdown_seconds 300.0",
                        "ipmi_bmc_watchdog_current_countdown_seconds 212.5")
                .hasSize(5 + 4 + 4 + 5 + 2);
        assertThat(lines(Collector.SM_LAN_MODE, new LanMode(2)))
                .contains("ipmi_config_lan_mode 2.0");
    }

    private static SelEvent event(Optional<Instant> at, SensorState state, String text) {
        return new SelEvent(1, at, "DIMM", "Memory", state, text);
    }

    private static SelEventRule rule(String name, String pattern) {
        return new SelEventRule(name, Pattern.compile(pattern));
    }

    @Test
    void countsEventsOfTheLogByStateAndByName() {
        Instant early = Instant.ofEpochSecond(1_703_613_275);
        Instant late = Instant.ofEpochSecond(1_703_613_999);
        BmcReading reading =
                told(
                        Map.of(
                                Collector.SEL_EVENTS,
                                new SelEvents(
                                        List.of(
                                                event(
                                                        Optional.of(late),
                                                        SensorState.WARNING,
                                                        "Correctable memory error ; Event Data3 = 34h"),
                                                event(
                                                        Optional.of(early),
                                                        SensorState.WARNING,
                                                        "Correctable memory error"),
                                                event(
                                                        Optional.empty(),
                                                        SensorState.UNKNOWN,
                                                        "Correctable memory error")))));

        assertThat(
                        lines(
                                reading,
                                rule("memory", "[Mm]emory error"),
                                rule("early", "error$"),
                                rule("fan", "Fan")))
                .containsExactlyInAnyOrder(
                        "ipmi_scrape_duration_seconds 0.25",
                        "ipmi_up{collector=\"sel-events\"} 1.0",
                        "ipmi_sel_events_count_by_state{state=\"Warning\"} 2.0",
                        "ipmi_sel_events_count_by_state{state=\"N/A\"} 1.0",
                        "ipmi_sel_events_count_by_name{name=\"memory\"} 3.0",
                        "ipmi_sel_events_latest_timestamp{name=\"memory\"} 1.703613999E9",
                        "ipmi_sel_events_count_by_name{name=\"early\"} 2.0",
                        "ipmi_sel_events_latest_timestamp{name=\"early\"} 1.703613275E9",
                        "ipmi_sel_events_count_by_name{name=\"fan\"} 0.0",
                        "ipmi_sel_events_latest_timestamp{name=\"fan\"} 0.0");
    }

    @Test
    void tellsSensorsOfOneNameApartByTheirId() {
        assertThat(
                        lines(
                                told(
                                        new Sensor(
                                                1,
                                                "Temp",
                                                "Temperature",
                                                40,
                                                "C",
                                                SensorState.NOMINAL),
                                        new Sensor(
                                                2,
                                                "Temp",
                                                "Temperature",
                                                50,
                                                "C",
                                                SensorState.NOMINAL))))
                .contains(
                        "ipmi_temperature_celsius{id=\"1\",name=\"Temp\"} 40.0",
                        "ipmi_temperature_celsius{id=\"2\",name=\"Temp\"} 50.0");
    }

    @Test
    void takesTheFirstOfSensorsThatAreThereTwice() {
        assertThat(
                        lines(
                                told(
                                        new Sensor(
                                                1,
                                                "Temp",
                                                "Temperature",
                                                40,
                                                "C",
                                                SensorState.NOMINAL),
                                        new Sensor(
                                                1,
                                                "Temp",
                                                "Temperature",
                                                50,
                                                "C",
                                                SensorState.CRITICAL))))
                .contains(
                        "ipmi_temperature_celsius{id=\"1\",name=\"Temp\"} 40.0",
                        "ipmi_temperature_state{id=\"1\",name=\"Temp\"} 0.0")
                .hasSize(4);
    }

    /** Names that makers might write, or that somebody might who wants to break what is read. */
    private static BmcReading oddNames() {
        return told(
                new Sensor(
                        1,
                        "T\u00e4mp \u6e29\u5ea6 \ud83c\udf21",
                        "Temperature",
                        1,
                        "C",
                        SensorState.NOMINAL),
                new Sensor(
                        2,
                        "a\"b\\c\nd",
                        "Odd\"\n# TYPE x counter\nx 1",
                        2,
                        "?",
                        SensorState.NOMINAL),
                new Sensor(3, "", "Fan", Double.POSITIVE_INFINITY, "RPM", SensorState.NOMINAL),
                new Sensor(
                        4, "tab\tnul\u0000bell\u0007\r", "Fan", -1e300, "RPM", SensorState.NOMINAL),
                new Sensor(5, "half\ud83c", "Fan", 5, "RPM", SensorState.NOMINAL));
    }

    @Test
    void writesOddNamesSoThatTheyCanBeRead() {
        assertThat(lines(oddNames()))
                .contains(
                        "ipmi_temperature_celsius{id=\"1\",name=\"T\u00e4mp \u6e29\u5ea6 \ud83c\udf21\"} 1.0",
                        "ipmi_sensor_value{id=\"2\",name=\"a\\\"b\\\\c\\nd\",type=\"Odd\\\"\\n# TYPE x counter\\nx 1\"} 2.0",
                        "ipmi_fan_speed_rpm{id=\"3\",name=\"\"} +Inf")
                .hasSize(2 + 2 * 5);
    }

    @Test
    void promtoolFindsNothingWrong(@TempDir Path folder) throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), "skipped, missing package: prometheus");
        List<BmcReading> readings = List.of(TestReadings.usual(), oddNames());
        for (BmcReading reading : readings) {
            Path file = folder.resolve("metrics");
            Files.writeString(
                    file, text(IpmiMetrics.of(reading, List.of())), StandardCharsets.UTF_8);
            Process check =
                    new ProcessBuilder(promtool.toString(), "check", "metrics")
                            .redirectInput(file.toFile())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            check.waitFor();
            // It dislikes a name that ipmi_exporter has chosen, and says so of that exporter, too.
            assertThat(said.lines().filter(line -> !line.startsWith("ipmi_sel_logs_count")))
                    .isEmpty();
        }
    }

    @Test
    void everySeriesThatThereCanBeStandsInTheCatalogue() {
        Stream<BmcReading> all =
                Stream.of(
                        TestReadings.usual(),
                        told(
                                Map.of(
                                        Collector.BMC_WATCHDOG,
                                        new Watchdog(true, "", true, "", "", 0, 0, 0),
                                        Collector.SM_LAN_MODE,
                                        new LanMode(0),
                                        Collector.SEL_EVENTS,
                                        new SelEvents(
                                                List.of(
                                                        event(
                                                                Optional.empty(),
                                                                SensorState.NOMINAL,
                                                                ""))))));
        assertThat(
                        all.flatMap(reading -> lines(reading, rule("any", "x")).stream())
                                .map(line -> line.replaceAll("[{ ].*", "")))
                .containsOnly(
                        Stream.of(IpmiSeries.values())
                                .map(IpmiSeries::text)
                                .toArray(String[]::new));
    }
}
