package io.vmstation.ipmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulator is what other tests take it for: two tools that are not ours agree about it. */
@Timeout(60)
class BmcSimulatorTest {
    @TempDir Path folder;

    private static String run(List<String> command) throws IOException {
        String program = command.get(0);
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", program))
                        || Files.isExecutable(Path.of("/usr/sbin", program)),
                () -> "skipped, missing command: " + program);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        // the odd sensor's name is not UTF-8
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String ipmitool(int port, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("ipmitool", "-I", "lanplus", "-C", "3", "-N", "1"));
        command.addAll(List.of("-R", "2", "-H", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of("-U", BmcSimulator.USER, "-P", BmcSimulator.PASSWORD));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String freeipmi(BmcSimulator bmc, String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool, "-D", "LAN_2_0", "-l", "ADMIN"));
        command.addAll(List.of("-h", bmc.target(), "-W", "opensesspriv"));
        command.addAll(List.of("-u", BmcSimulator.USER, "-p", BmcSimulator.PASSWORD));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String sensors(BmcSimulator bmc) throws IOException {
        return freeipmi(
                bmc,
                "ipmi-sensors",
                "--sdr-cache-recreate",
                "--quiet-cache",
                "--sdr-cache-directory=" + folder,
                "--comma-separated-output",
                "--output-sensor-state");
    }

    @Test
    void bothToolsReadEverySensor() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            assertThat(sensors(bmc))
                    .contains("2,CPU Temp,Temperature,Nominal,42.00,C,'OK'")
                    .contains("6,Inlet Temp,Temperature,Nominal,-4.00,C,'OK'")
                    .contains("7,VRM Temp,Temperature,N/A,N/A,C,N/A")
                    .contains("8,FAN1,Fan,Nominal,1200.00,RPM,'OK'")
                    .contains("11,FAN3 Duty,Fan,Nominal,45.00,%,'OK'")
                    .contains("12,12V,Voltage,Nominal,12.00,V,'OK'")
                    .contains("16,PS1 Current,Current,Nominal,0.40,A,'OK'")
                    .contains("17,PW Consumption,Other Units Based Sensor,Nominal,86.00,W,'OK'")
                    .contains("20,Chassis Intru,Physical Security,Nominal,N/A,N/A,'OK'")
                    .contains("21,PS1 Status,Power Supply,Nominal,N/A,N/A,'Presence detected'")
                    .contains("22,PS Redundancy,Power Supply,Nominal,N/A,N/A,'Fully Redundant'")
                    .contains("23,Drive Slot 1,Drive Slot,Nominal,N/A,N/A,'Drive Presence'");
            assertThat(ipmitool(bmc.port(), "sdr", "elist"))
                    .contains("CPU Temp         | 01h | ok  |  3.1 | 42 degrees C")
                    .contains("VRM Temp         | 06h | ns  | 20.1 | No Reading");
        }
    }

    @Test
    void whatASensorIsToldIsSeenByTheNextRequestAndCrossingsAreLogged() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.set("CPU Temp", 86);
            bmc.set("FAN1", 0);
            bmc.setStates("PS1 Status", 3);
            bmc.makeUnavailable("FAN2");
            bmc.fail("12V", 0xcb);
            bmc.remove("VBAT");
            assertThat(sensors(bmc))
                    .contains("2,CPU Temp,Temperature,Critical,86.00")
                    .contains("8,FAN1,Fan,Critical,0.00")
                    .contains("9,FAN2,Fan,N/A,N/A")
                    .contains("12,12V,Voltage,N/A,N/A")
                    .contains("21,PS1 Status,Power Supply,Critical")
                    .doesNotContain("VBAT");
            assertThat(ipmitool(bmc.port(), "sel", "elist"))
                    .contains("Temperature CPU Temp | Upper Critical going high | Asserted")
                    .contains("Fan FAN1 | Lower Non-recoverable going low  | Asserted")
                    .contains("Power Supply PS1 Status | Failure detected");
        }
    }

    @Test
    void itsLogIsFilledUpToItsEndAndCleared() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder, "--sel-size", "20")) {
            bmc.log("Memory ECC", 0);
            bmc.fillLog(19);
            assertThat(freeipmi(bmc, "ipmi-sel", "--info"))
                    .containsPattern("Number of log entries +: 20")
                    .containsPattern("Free space remaining +: 0 bytes");
            bmc.clearLog();
            assertThat(freeipmi(bmc, "ipmi-sel", "--info"))
                    .containsPattern("Number of log entries +: 0");
        }
    }

    @Test
    void itMeasuresPowerAndTellsOfItsChassisAndFirmware() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder, "--firmware", "2.17.0")) {
            bmc.set("PW Consumption", 212);
            bmc.chassisFaults("drive", "cooling");
            assertThat(freeipmi(bmc, "ipmi-dcmi", "--get-system-power-statistics"))
                    .containsPattern("Current Power +: 212 Watts");
            assertThat(freeipmi(bmc, "ipmi-chassis", "--get-status"))
                    .containsPattern("System Power +: on")
                    .containsPattern("Drive Fault +: true")
                    .containsPattern("Cooling/fan fault +: true");
            assertThat(freeipmi(bmc, "bmc-info"))
                    .containsPattern("System Firmware Version +: 2.17.0");
            bmc.watts("off");
            assertThat(freeipmi(bmc, "ipmi-dcmi", "--get-system-power-statistics"))
                    .contains("command invalid or unsupported");
        }
    }

    @Test
    void itsChassisObeysAndTellsWhatItWasTold() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            ipmitool(bmc.port(), "chassis", "power", "off");
            assertThat(ipmitool(bmc.port(), "chassis", "power", "status")).contains("is off");
            ipmitool(bmc.port(), "chassis", "power", "on");
            ipmitool(bmc.port(), "chassis", "power", "soft");
            assertThat(bmc.orders()).containsExactly("power 0", "power 1", "shutdown 1");
            bmc.power(true);
            assertThat(ipmitool(bmc.port(), "chassis", "power", "status")).contains("is on");
        }
    }

    @Test
    void aRestartKeepsThePortTheLogAndWhatTheSensorsWereTold() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder)) {
            bmc.set("CPU Temp", 80);
            bmc.restart();
            assertThat(sensors(bmc)).contains("2,CPU Temp,Temperature,Nominal,80.00");
            assertThat(ipmitool(bmc.port(), "sel", "elist")).contains("Temperature CPU Temp");
        }
    }

    @Test
    void anOddOneHasNamesThatAreNoAsciiAndNamesTwice() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder, "--odd")) {
            assertThat(sensors(bmc))
                    .contains("27,L\u00fcfter Geh\u00e4use,Fan,Nominal,800.00,RPM,'OK'")
                    .contains("30,Doppel,Temperature,Nominal,32.00")
                    .contains("31,Doppel,Temperature,Nominal,33.00");
        }
    }

    @Test
    void aBadLineDelaysLosesAndSaysNothing() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder);
                BadLine line = bmc.throughBadLine()) {
            line.be("delay=0.02");
            assertThat(ipmitool(line.port(), "chassis", "power", "status")).contains("is on");
            int before = line.datagrams();
            line.be("silent=1");
            assertThat(ipmitool(line.port(), "chassis", "power", "status"))
                    .contains("Unable to establish IPMI v2 / RMCP+ session");
            assertThat(line.datagrams()).isGreaterThan(before);
        }
    }

    @Test
    void throughItsDoorItKnowsCipherSuite17AndNoOther() throws IOException {
        try (BmcSimulator bmc = new BmcSimulator(folder);
                BmcDoor door = bmc.door("--suites", "17")) {
            String[] suite17 = {"-C", "17", "sdr", "elist"};
            assertThat(ipmitool(door.port(), suite17)).contains("| 42 degrees C");
            assertThat(ipmitool(door.port(), "chassis", "power", "status"))
                    .contains("no matching cipher suite");
            String address = "127.0.0.1:" + door.port();
            List<String> command = List.of("ipmi-power", "-D", "LAN_2_0", "-I", "17", "--stat");
            List<String> right = new ArrayList<>(command);
            right.addAll(List.of("-h", address, "-u", "admin", "-p", "secret"));
            assertThat(run(right)).contains("127.0.0.1: on");
            List<String> wrong = new ArrayList<>(command);
            wrong.addAll(List.of("-h", address, "-u", "admin", "-p", "hunter2"));
            assertThat(run(wrong)).contains("password invalid");
        }
    }

    @Test
    void manyAreThereAtOnceAndEachIsItsOwn() throws IOException {
        List<BmcSimulator> bmcs = BmcSimulator.many(folder, 5);
        try {
            assertThat(bmcs).hasSize(5);
            bmcs.get(3).set("CPU Temp", 50);
            List<String> shown = new ArrayList<>();
            for (BmcSimulator bmc : bmcs) {
                shown.add(ipmitool(bmc.port(), "sdr", "get", "CPU Temp"));
            }
            assertThat(shown.get(3)).containsPattern("Sensor Reading +: 50");
            IntStream.of(0, 1, 2, 4)
                    .forEach(n -> assertThat(shown.get(n)).containsPattern("Reading +: 42"));
        } finally {
            bmcs.forEach(BmcSimulator::close);
        }
    }
}
