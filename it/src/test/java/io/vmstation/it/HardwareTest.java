package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BMCs as they are in a cellar: many, slow, mute, restarted, with another password. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ipmi_sim", "gcc", "OpenIPMI/mcserv.h"})
@Timeout(120)
class HardwareTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @RegisterExtension static final Lab LAB = new Lab();

    /** Text of nodes.yaml with one node a BMC, {@code n1}, {@code n2}, ... */
    private static String nodes(List<SimulatedBmc> bmcs, String... furtherLines) {
        StringBuilder yaml = new StringBuilder("nodes:\n");
        for (int i = 0; i < bmcs.size(); i++) {
            yaml.append("  - name: n%d\n    addresses: [10.77.1.%d]\n".formatted(i + 1, i + 1));
            for (String line : bmcs.get(i).inNodesYaml("secrets/bmc", furtherLines)) {
                yaml.append("    ").append(line).append('\n');
            }
        }
        return yaml.toString();
    }

    private static HostSetup host(String name, String nodes) {
        return LAB.host(name)
                .properties("ipmi.source=native\nipmi.interval=1s\nipmi.time-limit=3s\n")
                .nodes(nodes)
                .secret("config/secrets/bmc", SimulatedBmc.PASSWORD + "\n");
    }

    private static Map<String, Double> series(String prefix) {
        String page = LAB.clients().get(9876, "/metrics").body();
        return Scrape.of(page).startingWith(prefix).series();
    }

    private static double up(String node) {
        return series("ipmi_up{collector=\"ipmi\",node=\"" + node + "\"}").values().stream()
                .findFirst()
                .orElse(-1.0);
    }

    private static double cpu(String node) {
        return series("ipmi_temperature_celsius{id=\"2\",name=\"CPU Temp\",node=\"" + node + "\"}")
                .values()
                .stream()
                .findFirst()
                .orElse(-1.0);
    }

    private static void awaitUp(String node, double up) {
        await(node + " is up " + up).atMost(PATIENCE).until(() -> up(node) == up);
    }

    @Test
    void fiftyAreReadWhileOneOfThemHangs() throws Exception {
        List<SimulatedBmc> bmcs = LAB.bmcs("fifty", 50);
        bmcs.get(6).tell("hang");
        HostProcess host = host("of-fifty", nodes(bmcs)).start();

        await("49 are up")
                .atMost(PATIENCE)
                .until(
                        () ->
                                series("ipmi_up{collector=\"ipmi\"").values().stream()
                                                .mapToDouble(up -> up)
                                                .sum()
                                        == 49);
        awaitUp("n7", 0);
        bmcs.get(41).set("CPU Temp", 61);
        await("the change is seen").atMost(PATIENCE).until(() -> cpu("n42") == 61);
        assertThat(cpu("n7")).as("what it no longer tells").isEqualTo(-1);

        bmcs.get(6).tell("resume");
        awaitUp("n7", 1);
        assertThat(cpu("n7")).isEqualTo(42);
        host.terminate();
    }

    @Test
    void aWrongPasswordIsNotUpAndIsRightedByTheFile() throws Exception {
        SimulatedBmc bmc = LAB.bmc("guarded");
        HostSetup setup =
                host("with-a-wrong-password", nodes(List.of(bmc)))
                        .secret("config/secrets/bmc", "hunter2\n");
        HostProcess host = setup.start();

        awaitUp("n1", 0);
        setup.secret("config/secrets/bmc", SimulatedBmc.PASSWORD + "\n");
        awaitUp("n1", 1);
        assertThat(host.log()).doesNotContain("hunter2").doesNotContain(SimulatedBmc.PASSWORD);
        host.terminate();
    }

    @Test
    void oneThatIsNotThereComesUpWhenItIs() throws Exception {
        SimulatedBmc bmc = LAB.bmc("absent").tell("stop");
        HostProcess host = host("of-an-absent-one", nodes(List.of(bmc))).start();

        awaitUp("n1", 0);
        bmc.tell("restart");
        awaitUp("n1", 1);
        host.terminate();
    }

    @Test
    void oneThatRestartsIsReadAgainWithItsSensorsOfNow() throws Exception {
        SimulatedBmc bmc = LAB.bmc("restarting");
        HostProcess host = host("of-a-restarting-one", nodes(List.of(bmc))).start();
        awaitUp("n1", 1);

        bmc.set("CPU Temp", 55).tell("remove", "VBAT").tell("restart");

        await("it is read again").atMost(PATIENCE).until(() -> cpu("n1") == 55);
        await("the sensor is gone")
                .atMost(PATIENCE)
                .until(
                        () ->
                                series("ipmi_voltage_volts").keySet().stream()
                                        .noneMatch(series -> series.contains("VBAT")));
        host.terminate();
    }

    @Test
    void aSlowLineIsWaitedForAndABadOneIsTriedAgain() throws Exception {
        SimulatedBmc bmc = LAB.bmc("far");
        BadLine line = bmc.throughBadLine();
        line.be("delay=0.01");
        String nodes = nodes(List.of(bmc)).replace("port: " + bmc.port(), "port: " + line.port());
        HostProcess host = host("of-a-far-one", nodes).start();

        awaitUp("n1", 1);
        line.be("silent=1");
        awaitUp("n1", 0);
        line.be("drop=0.02", "repeat=0.05");
        awaitUp("n1", 1);
        host.terminate();
    }

    @Test
    void theStrongestCipherSuiteIsUsedWithoutBeingAskedFor() throws Exception {
        SimulatedBmc bmc = LAB.bmc("modern");
        String nodes =
                nodes(List.of(bmc)).replace("port: " + bmc.port(), "port: " + bmc.door("17"));
        HostProcess host = host("of-a-modern-one", nodes).start();

        awaitUp("n1", 1);
        assertThat(cpu("n1")).isEqualTo(42);
        host.terminate();
    }

    @Test
    void thePowerOfTheChassisIsSeen() throws Exception {
        SimulatedBmc bmc = LAB.bmc("switched");
        HostProcess host = host("of-a-switched-one", nodes(List.of(bmc))).start();

        for (String power : List.of("on", "off", "on")) {
            bmc.tell("power", power);
            double value = power.equals("on") ? 1 : 0;
            await("power is " + power)
                    .atMost(PATIENCE)
                    .until(() -> series("ipmi_chassis_power_state").containsValue(value));
        }
        host.terminate();
    }

    @Test
    void theLogFillsAndIsCleared() throws Exception {
        SimulatedBmc bmc = LAB.bmc("logging");
        HostProcess host = host("of-a-logging-one", nodes(List.of(bmc))).start();

        for (int count : List.of(0, 1000)) {
            bmc.tell("sel", "fill", Integer.toString(count));
            double entries = count;
            await(count + " entries")
                    .atMost(PATIENCE)
                    .until(() -> series("ipmi_sel_logs_count").containsValue(entries));
            assertThat(series("ipmi_sel_free_space_bytes")).containsValue((1000 - entries) * 16);
        }
        bmc.tell("sel", "clear");
        await("it is empty")
                .atMost(PATIENCE)
                .until(() -> series("ipmi_sel_logs_count").containsValue(0.0));
        host.terminate();
    }
}
