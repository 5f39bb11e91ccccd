package io.vmstation.ipmi.source.tool;

import static io.vmstation.ipmi.source.tool.SourceSite.found;
import static io.vmstation.ipmi.source.tool.SourceSite.lan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding.SelEvents;
import io.vmstation.ipmi.reading.Finding.Sensors;
import io.vmstation.ipmi.reading.Sensor;
import io.vmstation.ipmi.source.freeipmi.FreeIpmi;
import io.vmstation.ipmi.source.ipmitool.Ipmitool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whichever program reads a BMC, what is read is the same. */
@Timeout(60)
class SameWordsTest {
    private static final int PACKED_NAME = 28;

    @TempDir Path folder;

    @Test
    void bothToolsTellTheSameOfEverySensorAndEvent() {
        try (LocalCommands commands = new LocalCommands();
                BmcSimulator bmc = new BmcSimulator(folder, "--odd", "--firmware", "2.17.0")) {
            assumeTrue(commands.has("ipmi-sensors"), "skipped, missing package: freeipmi-tools");
            assumeTrue(commands.has("ipmitool"), "skipped, missing package: ipmitool");
            bmc.set("CPU Temp", 96);
            bmc.set("System Temp", 76);
            bmc.set("FAN1", 600);
            bmc.setStates("PS1 Status", 3);
            bmc.setStates("Drive Slot 1", 3);
            bmc.makeUnavailable("FAN2");
            bmc.fail("12V", 0xcb);
            bmc.log("Memory ECC", 0);
            PrivateFolder files = new PrivateFolder(folder.resolve("private"));
            BmcReading one =
                    new FreeIpmi(commands, commands::has, files)
                            .read(lan(bmc), SourceSite.all())
                            .join();
            BmcReading other =
                    new Ipmitool(commands, commands::has, files)
                            .read(lan(bmc), SourceSite.all())
                            .join();

            for (Collector collector : Collector.values()) {
                if (collector != Collector.SEL_EVENTS && collector != Collector.IPMI) {
                    assertThat(found(other, collector)).isEqualTo(found(one, collector));
                }
            }
            assertThat(plainlyNamed(other)).containsExactlyElementsOf(plainlyNamed(one));
            assertThat(((SelEvents) found(other, Collector.SEL_EVENTS)).all())
                    .containsExactlyElementsOf(
                            ((SelEvents) found(one, Collector.SEL_EVENTS)).all());
        }
    }

    /** FreeIPMI prints the bytes of a name of packed letters as they are. */
    private static List<Sensor> plainlyNamed(BmcReading reading) {
        List<Sensor> all = ((Sensors) found(reading, Collector.IPMI)).all();
        assertThat(all).hasSizeGreaterThan(30);
        return all.stream().filter(sensor -> sensor.id() != PACKED_NAME).toList();
    }
}
