package io.vmstation.ipmi.source.ipmitool;

import static io.vmstation.ipmi.reading.SensorState.CRITICAL;
import static io.vmstation.ipmi.reading.SensorState.NOMINAL;
import static io.vmstation.ipmi.reading.SensorState.UNKNOWN;
import static io.vmstation.ipmi.source.tool.SourceSite.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.Sel;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.record.SensorRecord;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.ipmi.standard.EventTable;
import io.vmstation.ipmi.standard.Makers;
import io.vmstation.spi.CommandResult.Exited;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ipmitool prints for machines of several makers. */
class TablesTest {
    private static final int BMC = 0x20;
    private static final int ME = 0x2c;
    private static final int SPECIFIC = EventTable.SENSOR_SPECIFIC;
    private static final int OEM = 0x70;
    private static final double NONE = Double.NaN;

    private final List<SensorRecord> records = new ArrayList<>();

    private TablesTest() {
        record("SYS_PWR_Monitor", BMC, 0x09, SPECIFIC);
        record("Watchdog", BMC, 0x23, SPECIFIC);
        record("MB_Inlet_TEMP", BMC, 0x01, EventTable.THRESHOLD);
        record("PVDDQ_AB", BMC, 0x02, EventTable.THRESHOLD);
        record("PVDDQ_EF", BMC, 0x02, EventTable.THRESHOLD);
        record("PSU1_STATUS", BMC, 0x08, SPECIFIC);
        record("FAN|1", BMC, 0x04, EventTable.THRESHOLD);
        record("FAN2", BMC, 0x04, EventTable.THRESHOLD);
        record("CPU_Temp", BMC, 0x01, EventTable.THRESHOLD);
        record("OEM_Thing", BMC, 0xc0, OEM);
        record("ME Temp", ME, 0x01, EventTable.THRESHOLD);
        record("Fan 3", BMC, 0x04, EventTable.THRESHOLD);
    }

    /** Without a scale, since ipmitool has applied it. */
    private void record(String name, int owner, int type, int code) {
        int id = records.size() + 1;
        records.add(
                new SensorRecord(id, name, owner, 0, id, 1, type, code, true, Optional.empty()));
    }

    private static WholeText text(String file) {
        return WholeText.linesOf(recorded("ipmitool/" + file));
    }

    private Optional<List<Sensor>> sensors() {
        return new SensorList(EventTable.ofFreeIpmi()).read(text("megarac-sensor.txt"), records);
    }

    @Test
    void sensorsHaveNumberAndTypeOutOfTheirRecordsAndTheRestOutOfTheTable() {
        assertThat(sensors().orElseThrow())
                .containsExactly(
                        new Sensor(1, "SYS_PWR_Monitor", "Power Unit", NONE, "N/A", NOMINAL),
                        new Sensor(2, "Watchdog", "Watchdog 2", NONE, "N/A", NOMINAL),
                        new Sensor(3, "MB_Inlet_TEMP", "Temperature", 21, "N/A", NOMINAL),
                        new Sensor(4, "PVDDQ_AB", "Voltage", 1.23, "N/A", NOMINAL),
                        new Sensor(5, "PVDDQ_EF", "Voltage", NONE, "N/A", UNKNOWN),
                        new Sensor(6, "PSU1_STATUS", "Power Supply", NONE, "N/A", CRITICAL),
                        new Sensor(7, "FAN|1", "Fan", 900, "N/A", CRITICAL),
                        new Sensor(8, "FAN2", "Fan", 0, "N/A", CRITICAL),
                        new Sensor(9, "CPU_Temp", "Temperature", 76, "N/A", NOMINAL),
                        new Sensor(10, "OEM_Thing", "OEM Reserved", NONE, "N/A", UNKNOWN),
                        new Sensor(11, "ME Temp", "Temperature", NONE, "N/A", UNKNOWN),
                        new Sensor(12, "Fan 3", "Fan", 43.51, "N/A", NOMINAL));
    }

    @Test
    void aTableOfOtherRecordsIsNotTakenForThese() {
        records.remove(11);
        assertThat(sensors()).isEmpty();

        record("Another one", BMC, 0x04, EventTable.THRESHOLD);
        assertThat(sensors()).isEmpty();
    }

    @Test
    void anOldOneThatNobodyRemembersHowToCutIsNoRepository() {
        assertThat(Repository.of(new byte[] {1, 0, 0x51, 1, 60, 0x20}).records()).isEmpty();
        assertThat(Repository.of(new byte[3]).records()).isEmpty();
    }

    @Test
    void theChassisIsRead() {
        assertThat(Reports.chassis(text("hp-chassis.txt")))
                .isEqualTo(new Chassis(false, Optional.of(true), Optional.of(false)));
        assertThat(Reports.chassis(WholeText.linesOf("Chassis Power is on\n")))
                .isEqualTo(new Failed("ipmitool does not tell system power"));
    }

    @Test
    void makersAreCalledAsFreeIpmiCallsThem() {
        Makers makers = Makers.ofServers();

        assertThat(Reports.info(text("dell-mc-info.txt"), makers))
                .isEqualTo(info("5.10", "Dell Inc. (674)"));
        assertThat(Reports.info(text("unknown-mc-info.txt"), makers))
                .isEqualTo(info("1.2", "49769"));
    }

    private static Finding info(String firmware, String maker) {
        return new BmcInfo(
                Optional.of(firmware), Optional.of(maker), Optional.empty(), Optional.empty());
    }

    @Test
    void theLogAndThePowerAreRead() {
        assertThat(Reports.sel(text("supermicro-sel-info.txt"))).isEqualTo(new Sel(17, 9728));
        assertThat(Reports.dcmi(text("dcmi-power.txt")))
                .isEqualTo(new DcmiPower(OptionalDouble.of(212)));
        assertThat(Reports.sel(WholeText.linesOf("Entries : many\n")))
                .isEqualTo(new Failed("ipmitool does not tell entries, but many"));
    }

    @Test
    void bytesThatAreNoneAreAFailure() {
        assertThat(Reports.raw(WholeText.linesOf(" 0x5 zz\n"), RawReply::asLanMode))
                .isEqualTo(new Failed("ipmitool printed no answer, but 0x5 zz"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "> RAKP 2 HMAC is invalid | REFUSED | the BMC refuses the password: check"
                        + " bmc.passwordFile",
                "RAKP 2 message indicates an error : unauthorized name | REFUSED | the BMC does not"
                        + " know the user: check bmc.user",
                "Get Auth Capabilities error | SILENT | the BMC does not answer: check its power and"
                        + " network, bmc.address, bmc.port, and that IPMI over LAN is enabled",
                "Error in open session response message : no matching cipher suite | SUITE | the BMC"
                        + " lacks the cipher suite",
                "Set Chassis Power Control to Up/On failed: Insufficient privilege level | QUESTION |"
                        + " the BMC wants more privilege for that: raise bmc.privilege",
                "DCMI request failed because: Invalid command (c1) | UNSUPPORTED | the BMC does not"
                        + " know the command",
                "Unable to send RAW command (rsp=0xc0): Node busy | QUESTION | the BMC is busy",
            })
    void whatGoesWrongIsToldApartWhateverItRemarks(String error, Extent extent, String reason) {
        String remarks =
                "Loading IANA PEN Registry...\nInvalid completion code received: Invalid command\n";
        String end =
                extent == Extent.QUESTION || extent == Extent.UNSUPPORTED
                        ? ""
                        : "\nError: Unable to establish IPMI v2 / RMCP+ session\n";

        assertThat(IpmitoolErrors.judge(new Exited(1, "", remarks + error + end)))
                .isEqualTo(new Trouble(extent, reason));
    }

    @Test
    void remarksAloneDoNotMakeACommandUnknown() {
        assertThat(
                        IpmitoolErrors.judge(
                                new Exited(
                                        1,
                                        "",
                                        """
                                        Invalid completion code received: Invalid command
                                        Something else failed
                                        """)))
                .isEqualTo(
                        new Trouble(
                                Extent.QUESTION,
                                "ipmitool ended with exit code 1: Something else failed"));
    }
}
