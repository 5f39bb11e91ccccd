package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What people type: against the host that runs, and without one. */
@Needs({"ip", "nft", "python3", "sysctl", "curl"})
@Timeout(120)
class CommandsTest {
    private static final int API = 9877;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine machine;
    private HostSetup home;

    @BeforeAll
    static void startMachine() {
        machine = LAB.machine(Place.FIRST_HOST).http(Duration.ofMillis(300)).start();
    }

    @BeforeEach
    void switchOff(TestInfo test) {
        machine.switchOff();
        home =
                LAB.host(test.getTestMethod().orElseThrow().getName())
                        .properties("reach.watch-interval=1s\n")
                        .nodes(new Site().node("homelab", Place.FIRST_HOST).toString());
    }

    @AfterEach
    void noMagicForOthers() {
        assertThat(machine.happenings("booting").size()).isLessThanOrEqualTo(1);
    }

    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    @Test
    void wakesTheMachineThroughTheHostAndSaysHowFarItIs() throws Exception {
        HostProcess host = home.start();

        Finished wake = home.ask("wake", "homelab", "--service", "web");

        assertThat(wake.orFail().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("asked by 127.0.0.1"),
                        line -> assertThat(line).endsWith("the machine answers"),
                        line -> assertThat(line).contains("ready for clients"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "homelab is awake, web is ready at"
                                                        + " 10.77.0.11:8096, after "));
        assertThat(wake.errors()).isEmpty();
        assertThat(machine.state()).isEqualTo("awake");
        assertThat(host.ledger().await("wake.completed", "homelab").cause()).isEqualTo("api");

        assertThat(home.ask("why", "homelab").orFail())
                .contains("homelab is awake since")
                .contains("because 127.0.0.1 asked the API");
        Map<?, ?> status = json(home.ask("status", "homelab", "--json").orFail());
        assertThat(status.get("state")).isEqualTo("awake");
        assertThat(home.ask("wake", "tower").exit()).isEqualTo(2);
        host.terminate();
    }

    @Test
    void isNotReachedFromTheLan() throws Exception {
        HostProcess host = home.start();

        Clients.HttpAnswer outside =
                LAB.clients().get(Place.MASTERNODE.address(), API, "/api/nodes", List.of());
        Finished inside =
                LAB.at(Place.MASTERNODE)
                        .run("curl", "-s", "http://127.0.0.1:" + API + "/api/nodes/homelab");

        assertThat(outside.status()).isZero();
        assertThat(json(inside.orFail()).get("name")).isEqualTo("homelab");
        host.terminate();
    }

    @Test
    void wakesTheMachineWithoutAHost() {
        Finished wake = home.ask("wake", "homelab", "--service", "web", "--json");

        Map<?, ?> answer = json(wake.orFail());
        assertThat(answer.get("outcome")).isEqualTo("woken");
        assertThat(answer.get("target")).isEqualTo("10.77.0.11:8096");
        assertThat(machine.happenings("booting")).hasSize(1);

        assertThat(home.ask("status").orFail()).contains("homelab  awake");
        machine.suspend();
        assertThat(home.ask("status").orFail()).contains("homelab  asleep");
    }

    @Test
    void saysWhatItWouldDoWithoutDoingIt() {
        Finished plan = home.ask("wake", "homelab", "--dry-run");

        assertThat(plan.orFail())
                .contains("magic-packet   sends UDP datagrams for 02:00:00:77:00:11")
                .contains("raw-frame      sends Ethernet frames");
        assertThat(machine.magicPackets()).isEmpty();
        assertThat(home.ask("wake", "tower").exit()).isEqualTo(2);
    }
}
