package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The simulated BMC itself, without the host: what the other tests about hardware stand on. */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "ipmitool",
    "ipmi-sensors",
    "prometheus-ipmi-exporter"
})
@Timeout(60)
class SimulatedBmcTest {
    @RegisterExtension static final Lab LAB = new Lab();

    private static IpmiExporter exporter;

    @BeforeAll
    static void startExporter() {
        exporter = IpmiExporter.start(LAB);
    }

    private static Finished ipmitool(SimulatedBmc bmc, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ipmitool", "-I", "lanplus", "-C", "3"));
        command.addAll(List.of("-H", "127.0.0.1", "-p", Integer.toString(bmc.port())));
        command.addAll(List.of("-U", SimulatedBmc.USER, "-P", SimulatedBmc.PASSWORD));
        command.addAll(List.of(arguments));
        return LAB.at(Place.MASTERNODE).run(command);
    }

    @Test
    void theExporterReadsAllOfIt() {
        SimulatedBmc bmc = LAB.bmc("read", "--firmware", "2.17.0");

        assertThat(exporter.scrape(bmc.target(), "lab").series())
                .containsEntry("ipmi_temperature_celsius{id=\"2\",name=\"CPU Temp\"}", 42.0)
                .containsEntry("ipmi_fan_speed_rpm{id=\"8\",name=\"FAN1\"}", 1200.0)
                .containsEntry("ipmi_fan_speed_ratio{id=\"11\",name=\"FAN3 Duty\"}", 0.45)
                .containsEntry("ipmi_voltage_volts{id=\"13\",name=\"5VCC\"}", 4.99)
                .containsEntry("ipmi_current_amperes{id=\"16\",name=\"PS1 Current\"}", 0.4)
                .containsEntry("ipmi_power_watts{id=\"17\",name=\"PW Consumption\"}", 86.0)
                .containsEntry("ipmi_dcmi_power_consumption_watts", 86.0)
                .containsEntry("ipmi_chassis_power_state", 1.0)
                .containsEntry("ipmi_sel_free_space_bytes", 16000.0)
                .containsEntry("ipmi_up{collector=\"sel\"}", 1.0);
    }

    @Test
    void aMachineBootsWhenItsPowerGoesOnAndIsOffWhenItGoesOff() {
        SleepingMachine machine = LAB.machine(Place.FIRST_HOST).http(Duration.ZERO).start();
        String folder = LAB.folder().resolve(Place.FIRST_HOST.suffix()).toString();
        SimulatedBmc bmc = LAB.bmc("power", "--machine", folder);

        assertThat(ipmitool(bmc, "chassis", "power", "status").orFail()).contains("is off");
        ipmitool(bmc, "chassis", "power", "on").orFail();
        machine.awaitState("awake");
        assertThat(ipmitool(bmc, "chassis", "power", "status").orFail()).contains("is on");

        ipmitool(bmc, "chassis", "power", "soft").orFail();
        machine.awaitState("off");
        assertThat(bmc.orders()).containsExactly("power 1", "shutdown 1");
    }

    @Test
    void aBadLineSaysNothing() {
        BadLine line = LAB.bmc("behind").throughBadLine();
        String good = "127.0.0.1:" + line.port();

        assertThat(exporter.scrape(good, "chosen").series())
                .containsEntry("ipmi_up{collector=\"ipmi\"}", 1.0);
        line.be("silent=1");
        assertThat(exporter.scrape(good, "mistaken").series())
                .containsEntry("ipmi_up{collector=\"ipmi\"}", 0.0);
    }
}
