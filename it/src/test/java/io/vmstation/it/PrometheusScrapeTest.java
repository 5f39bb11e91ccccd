package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Prometheus reads both pages, the second with a configuration made for ipmi_exporter. */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "prometheus"
})
@Timeout(120)
class PrometheusScrapeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final Lab LAB = new Lab();

    private static SimulatedBmc bmc;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start() {
        bmc = LAB.bmc("bmc");
        Site site =
                new Site()
                        .node(
                                "homelab",
                                Place.FIRST_HOST,
                                bmc.inNodesYaml("secrets/bmc", "privilege: administrator"));
        LAB.host("home")
                .properties(
                        """
                        ipmi.interval=1s
                        ipmi.modules-file=modules.yml
                        ipmi.targets=127.0.0.1
                        """)
                .nodes(site.toString())
                .secret("config/secrets/bmc", SimulatedBmc.PASSWORD)
                .secret("config/modules.yml", IpmiExporter.MODULES)
                .start();
        prometheus =
                PrometheusServer.start(
                        LAB,
                        """
                          - job_name: vmstation
                            static_configs: [{targets: ["127.0.0.1:9876"]}]
                          - job_name: ipmi
                            metrics_path: /ipmi
                            params: {module: [lab]}
                            static_configs: [{targets: ["%s"]}]
                            relabel_configs:
                              - {source_labels: [__address__], target_label: __param_target}
                              - {source_labels: [__param_target], target_label: instance}
                              - {target_label: __address__, replacement: "127.0.0.1:9876"}
                        """
                                .formatted(bmc.target()));
    }

    private static Map<Map<String, String>, Double> query(String expression) {
        return prometheus.query(expression);
    }

    @Test
    void bothPagesAreScrapedWithoutAnError() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(prometheus.targets())
                                        .isEqualTo(Map.of("vmstation", "", "ipmi", "")));
        assertThat(query("up")).hasSize(2).allSatisfy((labels, up) -> assertThat(up).isEqualTo(1));
    }

    @Test
    void whatABmcMeasuresIsSeenOnBothPages() {
        bmc.set("CPU Temp", 81).set("PW Consumption", 212);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(query("ipmi_temperature_celsius{name=\"CPU Temp\"}"))
                                        .isEqualTo(
                                                Map.of(
                                                        polled(),
                                                        81.0,
                                                        readThrough(bmc.target()),
                                                        81.0)));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(query("ipmi_dcmi_power_consumption_watts"))
                                        .hasSize(2)
                                        .containsValue(212.0));
    }

    private static Map<String, String> polled() {
        return Map.of(
                "__name__", "ipmi_temperature_celsius",
                "id", "2",
                "name", "CPU Temp",
                "node", "homelab",
                "instance", "127.0.0.1:9876",
                "job", "vmstation");
    }

    private static Map<String, String> readThrough(String target) {
        return Map.of(
                "__name__", "ipmi_temperature_celsius",
                "id", "2",
                "name", "CPU Temp",
                "instance", target,
                "job", "ipmi");
    }

    @Test
    void everyCollectorIsUpOnBothPages() {
        for (String job : List.of("vmstation", "ipmi")) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(query("ipmi_up{job=\"" + job + "\"} == 1"))
                                            .hasSize(5));
        }
    }
}
