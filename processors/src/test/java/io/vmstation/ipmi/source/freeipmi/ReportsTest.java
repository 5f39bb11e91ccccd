package io.vmstation.ipmi.source.freeipmi;

import static io.vmstation.ipmi.source.tool.SourceSite.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.reading.Finding.BmcInfo;
import io.vmstation.ipmi.reading.Finding.Chassis;
import io.vmstation.ipmi.reading.Finding.DcmiPower;
import io.vmstation.ipmi.reading.Finding.Failed;
import io.vmstation.ipmi.reading.Finding.LanMode;
import io.vmstation.ipmi.reading.Finding.Unsupported;
import io.vmstation.ipmi.reading.Finding.Watchdog;
import io.vmstation.ipmi.source.tool.Answer;
import io.vmstation.ipmi.source.tool.Answer.Extent;
import io.vmstation.ipmi.source.tool.Answer.Printed;
import io.vmstation.ipmi.source.tool.Answer.Trouble;
import io.vmstation.ipmi.source.tool.RawReply;
import io.vmstation.ipmi.source.tool.WholeText;
import io.vmstation.spi.CommandResult.Exited;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {

    private static WholeText text(String text) {
        return WholeText.linesOf(text);
    }

    private static Finding watchdog(String printed) {
        return Reports.raw(text(printed), RawReply::asWatchdog);
    }

    @Test
    void dellTellsItsFirmwareTheBiosAndItsPage() {
        assertThat(Reports.info(text(recorded("freeipmi/dell-bmc-info.txt"))))
                .isEqualTo(
                        new BmcInfo(
                                Optional.of("5.10"),
                                Optional.of("Dell Inc. (674)"),
                                Optional.of("2.13.3"),
                                Optional.of("https://192.0.2.5:443")));
    }

    @Test
    void aVersionThatIsNoNumberIsToldWhole() {
        assertThat(Reports.info(text(recorded("freeipmi/hp-bmc-info.txt"))))
                .isEqualTo(
                        new BmcInfo(
                                Optional.of("2.55"),
                                Optional.of("Hewlett-Packard (11)"),
                                Optional.of("P89 v2.42"),
                                Optional.empty()));
    }

    @Test
    void bmcInfoThatFailsAfterItHasToldTheFirmwareCounts() {
        String printed = recorded("freeipmi/hp-bmc-info.txt");

        assertThat(FreeIpmiErrors.judge(new Exited(1, printed, "bmc-info: command invalid")))
                .isEqualTo(new Printed(printed));
    }

    @Test
    void aMachineThatDoesNotMeasureHasNoPowerInsteadOfNone() {
        assertThat(Reports.dcmi(text(recorded("freeipmi/dcmi-not-available.txt"))))
                .isEqualTo(new DcmiPower(OptionalDouble.empty()));
    }

    @Test
    void aChassisThatDoesNotTellItsPowerIsAFailure() {
        assertThat(Reports.chassis(text("System Power : maybe\nDrive Fault : false\n")))
                .isEqualTo(new Failed("ipmi-chassis does not tell system power, but maybe"));
        assertThat(Reports.chassis(text("System Power : off\n")))
                .isEqualTo(new Chassis(false, Optional.empty(), Optional.empty()));
    }

    @Test
    void aRunningWatchdogIsToldInTheWordsOfBmcWatchdog() {
        assertThat(watchdog("rcvd: 25 00 44 21 05 00 84 03 7B 03\n"))
                .isEqualTo(
                        new Watchdog(
                                true,
                                "SMS/OS",
                                true,
                                "Hard Reset",
                                "NMI / Diagnostic Interrupt",
                                5,
                                90,
                                89));
        assertThat(watchdog("rcvd: 25 00 81 00 00 00 00 00 00 00 \n"))
                .isEqualTo(new Watchdog(false, "BIOS FRB2", false, "None", "None", 0, 0, 0));
    }

    @Test
    void anAnswerThatIsTooShortOrNoneIsAFailure() {
        assertThat(watchdog("rcvd: 25 00 44 21 05\n"))
                .isEqualTo(new Failed("the BMC told 3 bytes of its watchdog timer, not 8"));
        assertThat(watchdog("rcvd: 25 C1 \n"))
                .isEqualTo(new Unsupported("the BMC does not know the command"));
        assertThat(watchdog("something else\n"))
                .isEqualTo(new Failed("ipmi-raw printed no answer, but something else"));
    }

    @ParameterizedTest
    @CsvSource({"00, 0", "01, 1", "02, 2"})
    void supermicroTellsItsPort(String octet, int mode) {
        assertThat(Reports.raw(text("rcvd: 70 00 " + octet + "\n"), RawReply::asLanMode))
                .isEqualTo(new LanMode(mode));
    }

    @Test
    void anUnknownPortIsAFailure() {
        assertThat(Reports.raw(text("rcvd: 70 00 07\n"), RawReply::asLanMode))
                .isEqualTo(new Failed("the BMC told an unknown LAN mode: [7]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ipmi-dcmi: BMC busy | QUESTION | the BMC is busy",
                "ipmi_cmd_chassis_control: privilege level insufficient | QUESTION | the BMC wants"
                        + " more privilege for that: raise bmc.privilege",
                "ipmi-sel: session timeout | STALLED | the BMC stopped answering: raise"
                        + " bmc.timeLimit if it is slow",
                "ipmi-dcmi: password verification timeout | STALLED | the BMC let the log-in pass"
                        + " unanswered: check bmc.passwordFile",
                "ipmi_cmd_dcmi_get_power_reading: command invalid or unsupported | UNSUPPORTED |"
                        + " the BMC does not know the command",
                "could not find inband device | SESSION | the machine shows no BMC: modprobe -a"
                        + " ipmi_si ipmi_devintf, if it has one",
                "ipmi-chassis: invalid hostname | SESSION | the name of the BMC has no address:"
                        + " check bmc.address",
            })
    void whatGoesWrongIsToldApart(String errors, Extent extent, String reason) {
        assertThat(FreeIpmiErrors.judge(new Exited(1, "", errors)))
                .isEqualTo(new Trouble(extent, reason));
    }

    @Test
    void anUnknownErrorIsToldInItsOwnWordsButNotAtAnyLength() {
        Answer answer = FreeIpmiErrors.judge(new Exited(70, "", "\n\u0007odd " + "x".repeat(5000)));

        assertThat(((Trouble) answer).reason())
                .startsWith("it ended with exit code 70: odd xxx")
                .hasSizeLessThan(220);
    }
}
