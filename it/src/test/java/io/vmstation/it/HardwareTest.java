package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BMCs as they are in a cellar: many, slow, mute, restarted, with another password. */
@Needs({"ip", "nft", "python3", "sysctl", "curl", "ipmi_sim", "gcc", "OpenIPMI/mcserv.h"})
@Timeout(120)
class HardwareTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @RegisterExtension static final Lab LAB = new Lab();

    private @Nullable HostProcess host;

    @AfterEach
    void stopHost() throws InterruptedException {
        if (host != null) {
            host.terminate();
        }
    }

    private HostProcess start(HostSetup setup) {
        HostProcess started = setup.start();
        host = started;
        return started;
    }

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
    void fiftyAreReadWhileOneOfThemHangs() {
        List<SimulatedBmc> bmcs = LAB.bmcs("fifty", 50);
        bmcs.get(6).tell("hang");
        start(host("of-fifty", nodes(bmcs)));

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
    }

    @Test
    void aWrongPasswordIsNotUpAndIsRightedByTheFile() {
        SimulatedBmc bmc = LAB.bmc("guarded");
        HostSetup setup =
                host("with-a-wrong-password", nodes(List.of(bmc)))
                        .secret("config/secrets/bmc", "hunter2\n");
        HostProcess running = start(setup);

        awaitUp("n1", 0);
        setup.secret("config/secrets/bmc", SimulatedBmc.PASSWORD + "\n");
        awaitUp("n1", 1);
        assertThat(running.log()).doesNotContain("hunter2").doesNotContain(SimulatedBmc.PASSWORD);
    }

    @Test
    void oneThatIsNotThereComesUpWhenItIs() {
        SimulatedBmc bmc = LAB.bmc("absent").tell("stop");
        start(host("of-an-absent-one", nodes(List.of(bmc))));

        awaitUp("n1", 0);
        bmc.tell("restart");
        awaitUp("n1", 1);
    }

    @Test
    void oneThatRestartsIsReadAgainWithItsSensorsOfNow() {
        SimulatedBmc bmc = LAB.bmc("restarting");
        start(host("of-a-restarting-one", nodes(List.of(bmc))));
        awaitUp("n1", 1);

        bmc.set("CPU Temp", 55).tell("remove", "VBAT").tell("restart");

        await("it is read again").atMost(PATIENCE).until(() -> cpu("n1") == 55);
        await("the sensor is gone")
                .atMost(PATIENCE)
                .until(
                        () ->
                                series("ipmi_voltage_volts").keySet().stream()
                                        .noneMatch(series -> series.contains("VBAT")));
    }

    @Test
    void aSlowLineIsWaitedForAndABadOneIsTriedAgain() {
        SimulatedBmc bmc = LAB.bmc("far");
        BadLine line = bmc.throughBadLine();
        line.be("delay=0.01");
        String nodes = nodes(List.of(bmc)).replace("port: " + bmc.port(), "port: " + line.port());
        start(host("of-a-far-one", nodes));

        awaitUp("n1", 1);
        line.be("silent=1");
        awaitUp("n1", 0);
        line.be("drop=0.02", "repeat=0.05");
        awaitUp("n1", 1);
    }

    @Test
    void theStrongestCipherSuiteIsUsedWithoutBeingAskedFor() {
        SimulatedBmc bmc = LAB.bmc("modern");
        String nodes =
                nodes(List.of(bmc)).replace("port: " + bmc.port(), "port: " + bmc.door("17"));
        start(host("of-a-modern-one", nodes));

        awaitUp("n1", 1);
        assertThat(cpu("n1")).isEqualTo(42);
    }

    @Test
    void thePowerOfTheChassisIsSeen() {
        SimulatedBmc bmc = LAB.bmc("switched");
        start(host("of-a-switched-one", nodes(List.of(bmc))));

        for (String power : List.of("on", "off", "on")) {
            bmc.tell("power", power);
            double value = power.equals("on") ? 1 : 0;
            await("power is " + power)
                    .atMost(PATIENCE)
                    .until(() -> series("ipmi_chassis_power_state").containsValue(value));
        }
    }

    @Test
    void theLogFillsAndIsCleared() {
        SimulatedBmc bmc = LAB.bmc("logging");
        start(host("of-a-logging-one", nodes(List.of(bmc))));

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
    }
}
