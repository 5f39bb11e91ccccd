package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vmstation.exec.LocalCommands;
import io.vmstation.ipmi.BmcSimulator;
import io.vmstation.reach.SilentPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real host and a simulated BMC. */
@Timeout(180)
class BmcsOfTheHostTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVER =
            """
              - name: server
                address: 127.0.0.78
                macAddress: "02:00:5e:00:53:04"
                services:
                  - {name: web, port: %d, ready: tcp}
                wake: {methods: [magic-packet], ports: [9], interfaces: [lo], deadline: 12s}
                bmc:
                  address: 127.0.0.1
                  port: %d
                  user: admin
                  passwordFile: bmc
                  cipherSuites: 3
                  privilege: administrator
                  interval: 1s
                  timeLimit: 3s
            """;

    @TempDir private Path folder = Path.of("");
    private BmcSimulator bmc = none();
    private SilentPort machine = none();
    private ApiSite site = none();
    private String nodes = "";

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T none() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        try (LocalCommands commands = new LocalCommands()) {
            assumeFalse(
                    IpmiWiring.sources(commands, folder).isEmpty(),
                    "skipped, nothing that reads BMCs is built in");
        }
        bmc = new BmcSimulator(folder);
        machine = new SilentPort("127.0.0.78");
        site = new ApiSite();
        nodes = Files.readString(file());
        Files.writeString(site.home().resolve("config/bmc"), BmcSimulator.PASSWORD + "\n");
        Files.setPosixFilePermissions(
                site.home().resolve("config/bmc"), PosixFilePermissions.fromString("rw-------"));
        addServer();
        site.set("VMSTATION_WAKE_COOL_DOWN", "0s").start();
    }

    @AfterEach
    void stop() throws Exception {
        if (site != null) {
            site.close();
        }
        if (bmc != null) {
            bmc.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    private void addServer() throws Exception {
        Files.writeString(
                file(), SERVER.formatted(machine.port(), bmc.port()), StandardOpenOption.APPEND);
    }

    private Path file() {
        return site.home().resolve("config/nodes.yaml");
    }

    private boolean is(String state) {
        return metrics()
                .contains("vmstation_bmc_state{node=\"server\",state=\"%s\"} 1".formatted(state));
    }

    private String metrics() {
        return site.askMetrics("/metrics").response().body();
    }

    private String health() {
        return site.askMetrics("/observe/health").response().body();
    }

    @Test
    void aBmcThatHangsAndComesBackShowsWhatItDoes() {
        await().atMost(PATIENCE).until(() -> is("answering"));
        assertThat(health()).doesNotContain("The BMC of node server");

        bmc.hang();
        await().atMost(PATIENCE).until(() -> is("silent"));
        assertThat(health())
                .contains("vmstation-bmcs")
                .contains("The BMC of node server does not answer")
                .doesNotContain(BmcSimulator.PASSWORD);

        bmc.resume();
        await().atMost(PATIENCE).until(() -> is("answering"));
    }

    @Test
    void aBmcThatIsRestartedWhileItIsPolledIsReadAgain() {
        await().atMost(PATIENCE).until(() -> is("answering"));

        bmc.restart();

        await().atMost(PATIENCE).until(() -> is("answering"));
    }

    @Test
    void aPasswordThatIsWrongIsSaidAndTakenUpAtOnceWhenItIsRight() throws Exception {
        Path password = site.home().resolve("config/bmc");
        await().atMost(PATIENCE).until(() -> is("answering"));
        Files.writeString(password, "open sesame\n");
        Files.writeString(file(), nodes);
        await().atMost(PATIENCE)
                .until(() -> !metrics().contains("vmstation_bmc_state{node=\"server"));
        addServer();

        await().atMost(PATIENCE).until(() -> is("refused"));
        assertThat(health())
                .contains("The BMC of node server refuses the log-in")
                .doesNotContain("sesame");

        Files.writeString(password, BmcSimulator.PASSWORD + "\n");
        await().atMost(PATIENCE).until(() -> is("answering"));
    }

    @Test
    void aWakeThatFailsSaysWhatTheBmcKnows() {
        bmc.power(false);
        await().atMost(PATIENCE).until(() -> is("answering"));

        ApiSite.Reply reply = site.ask("POST", "/api/nodes/server/wake?wait=true&service=web");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.json().path("detail").asText())
                .contains("did not answer within 12s")
                .contains("; its BMC says that the power is off");
        assertThat(reply.json().path("wake").path("reason").asText())
                .contains("; its BMC says that the power is off");
        assertThat(
                        site.ask("GET", "/api/nodes/server")
                                .json()
                                .path("wakes")
                                .path(0)
                                .path("reason")
                                .asText())
                .contains("its BMC says that the power is off");
    }

    @Test
    void whatTheLogOfABmcSaysOfAFailedWakeIsSaidToo() {
        await().atMost(PATIENCE).until(() -> is("answering"));
        bmc.log("PS1 Status", 1);

        ApiSite.Reply reply = site.ask("POST", "/api/nodes/server/wake?wait=true&service=web");

        assertThat(reply.json().path("detail").asText())
                .contains("; its BMC says that the power is on, and its log: PS1 Status: ");
    }
}
