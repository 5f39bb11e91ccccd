package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.host.ApiSite.Reply;
import io.vmstation.ipmi.BmcSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power of a node with a simulated BMC, by the routes and the wiring of the application. */
@Timeout(120)
class PowerTest {
    @TempDir Path folder;
    private BmcSimulator bmc;
    private ApiSite site;

    @BeforeEach
    void prepare() throws Exception {
        bmc = new BmcSimulator(folder);
        site = new ApiSite().withoutRoute("power-node");
        Path password = site.home().resolve("config/bmc");
        Files.writeString(password, BmcSimulator.PASSWORD + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        site.node(
                """
                - name: tower
                  address: 127.0.0.79
                  macAddress: "02:00:5e:00:53:04"
                  wake: {deadline: 1s, interfaces: [lo], ports: [9]}
                  bmc: {address: 127.0.0.1, port: %d, user: %s, passwordFile: bmc, cipherSuites: [3], interval: 0s}
                """
                        .formatted(bmc.port(), BmcSimulator.USER));
    }

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
        }
        if (bmc != null) {
            bmc.close();
        }
    }

    private Reply order(String body) {
        return site.ask("POST", "/api/nodes/tower/power", body);
    }

    @Test
    void isToldAndSwitchedAndRemembered() throws Exception {
        bmc.power(false);
        site.start();
        assertThat(site.ask("GET", "/api/nodes/tower/power").json().path("power").asText())
                .isEqualTo("off");

        JsonNode planned = order("{\"action\": \"on\", \"dryRun\": true}").json();
        assertThat(planned.path("outcome").asText()).isEqualTo("planned");
        assertThat(bmc.orders()).isEmpty();
        Reply on = order("{\"action\": \"on\"}");
        assertThat(on.json().path("outcome").asText())
                .as(on.response().body())
                .isEqualTo("ordered");
        assertThat(bmc.orders()).containsExactly("power 1");
        assertThat(order("{\"action\": \"hard-off\"}").status()).isEqualTo(409);
        assertThat(order("{\"action\": \"hard-off\", \"force\": true}").status()).isEqualTo(200);
        assertThat(bmc.orders()).containsExactly("power 1", "power 0");

        JsonNode powers = site.ask("GET", "/api/nodes/tower").json().path("powers");
        assertThat(powers)
                .extracting(story -> story.path("outcome").asText())
                .containsExactly("ordered", "refused", "ordered");
        assertThat(powers.path(0).path("action").asText()).isEqualTo("hard-off");
        assertThat(powers.path(0).path("source").asText()).isEqualTo("127.0.0.1");
        assertThat(site.askMetrics("/metrics").response().body())
                .contains(
                        "vmstation_power_orders_total{action=\"hard-off\",node=\"tower\","
                                + "outcome=\"ordered\"} 1.0");
    }

    @Test
    void isTheLastRungOfTheLadderOfThoseWhoHaveABmc() throws Exception {
        site.start();
        JsonNode plan = site.ask("POST", "/api/nodes/tower/wake?dryRun=true").json();
        JsonNode last = plan.path("steps").path(plan.path("steps").size() - 1);
        assertThat(last.path("step").asText()).isEqualTo("bmc-power-on");
        assertThat(last.path("detail").asText())
                .contains("127.0.0.1 port " + bmc.port() + " (user admin")
                .doesNotContain(BmcSimulator.PASSWORD);

        assertThat(site.ask("POST", "/api/nodes/demo/wake?dryRun=true").response().body())
                .doesNotContain("bmc-power-on");
    }
}
