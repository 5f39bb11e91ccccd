package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readings of a BMC reach a real Pushgateway and a real Prometheus that fetches nothing itself. */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "prometheus",
    "prometheus-pushgateway"
})
@Timeout(180)
class PushTest {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String TOKEN = "a-token-that-nobody-may-see";
    private static final String GATEWAY = "127.0.0.1:9091";

    @RegisterExtension static final Lab LAB = new Lab();

    private SimulatedBmc bmc;
    private PrometheusServer prometheus;
    private HostSetup home;

    @BeforeEach
    void start() {
        bmc = LAB.bmc("bmc");
        prometheus = PrometheusServer.start(LAB, "  []\n");
        LAB.start(
                Place.MASTERNODE,
                LAB.folder().resolve("pushgateway.log"),
                Map.of(),
                List.of(
                        "prometheus-pushgateway",
                        "--web.listen-address=" + GATEWAY,
                        "--persistence.file="));
        Site site =
                new Site()
                        .node(
                                "homelab",
                                Place.FIRST_HOST,
                                bmc.inNodesYaml("secrets/bmc", "privilege: administrator"));
        home =
                LAB.host("home")
                        .properties(
                                """
                                ipmi.interval=1s
                                push.interval=1s
                                push.pushgateway=http://%s
                                push.remote-write=http://127.0.0.1:9090/api/v1/write
                                push.token-file=secrets/token
                                """
                                        .formatted(GATEWAY))
                        .nodes(site.toString())
                        .secret("config/secrets/bmc", SimulatedBmc.PASSWORD)
                        .secret("config/secrets/token", TOKEN);
    }

    /** The lines of the Pushgateway's page about what was pushed. */
    private static List<String> pushed() {
        return LAB.at(Place.MASTERNODE)
                .run("curl", "-sS", "-f", "--max-time", "10", "http://" + GATEWAY + "/metrics")
                .output()
                .lines()
                .filter(line -> line.startsWith("ipmi_"))
                .toList();
    }

    private List<String> sensors(String metric) {
        return prometheus.query(metric).keySet().stream()
                .map(labels -> labels.getOrDefault("name", ""))
                .collect(Collectors.toList());
    }

    @Test
    void whatABmcTellsIsSeenByBothAndEndsWithIt() {
        HostProcess host = home.start();
        bmc.set("CPU Temp", 81);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                prometheus.query(
                                                        "ipmi_temperature_celsius{name=\"CPU Temp\"}"))
                                        .isEqualTo(
                                                Map.of(
                                                        Map.of(
                                                                "__name__",
                                                                "ipmi_temperature_celsius",
                                                                "id",
                                                                "2",
                                                                "job",
                                                                "vmstation",
                                                                "name",
                                                                "CPU Temp",
                                                                "node",
                                                                "homelab"),
                                                        81.0)));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(pushed())
                                        .contains(
                                                "ipmi_temperature_celsius{id=\"2\",instance=\"\",job=\"vmstation\",name=\"CPU Temp\",node=\"homelab\"} 81"));

        bmc.tell("remove", "VBAT");
        await().atMost(PATIENCE)
                .until(
                        () ->
                                !sensors("ipmi_voltage_volts").contains("VBAT")
                                        && pushed().stream()
                                                .noneMatch(line -> line.contains("VBAT")));
        assertThat(sensors("ipmi_temperature_celsius")).contains("CPU Temp");

        home.nodes("nodes: []\n");
        await().atMost(PATIENCE)
                .until(
                        () ->
                                pushed().isEmpty()
                                        && prometheus.query("{node=\"homelab\"}").isEmpty());
        assertThat(host.log()).doesNotContain(TOKEN).doesNotContain(SimulatedBmc.PASSWORD);
    }
}
