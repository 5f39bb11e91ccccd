package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.it.AlertStack.Mail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator is told by mail, and what not: all of the way, with the rules as delivered. */
@Needs({
    "ip",
    "nft",
    "python3",
    "sysctl",
    "curl",
    "ssh",
    "sshd",
    "ipmi_sim",
    "gcc",
    "OpenIPMI/mcserv.h",
    "prometheus",
    "prometheus-alertmanager",
    "prometheus-node-exporter"
})
@Timeout(180)
class AlertsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For how long a node may be silent here; two minutes in a house. */
    private static final int DOWN_FOR = 6;

    @RegisterExtension static final Lab LAB = new Lab();

    private static SleepingMachine homelab;
    private static SleepingMachine storage;
    private static SimulatedBmc bmc;
    private static HostSetup home;
    private static HostProcess host;
    private static AlertStack stack;
    private Ledger ledger;
    private int mailsBefore;

    @BeforeAll
    static void start() {
        bmc = LAB.bmc("bmc");
        homelab =
                watched(LAB.machine(Place.FIRST_HOST))
                        // longer than a node may be silent
                        .bootDelay(Duration.ofSeconds(DOWN_FOR + 4))
                        .ssh(Duration.ZERO)
                        .startAwake();
        storage = watched(LAB.machine(Place.SECOND_HOST)).startAwake();
        home =
                LAB.host("home")
                        .properties(
                                "sleep.enabled=true\nipmi.source=native\nipmi.interval=1s\n"
                                        + QuickSleep.PROPERTIES)
                        .nodes(
                                new Site()
                                        .node(
                                                "homelab",
                                                Place.FIRST_HOST,
                                                bmcAndSleep(
                                                        bmc.inNodesYaml(
                                                                "secrets/bmc",
                                                                "privilege: administrator")))
                                        .node("storagenodet3500", Place.SECOND_HOST)
                                        .toString())
                        .secret("config/secrets/bmc", SimulatedBmc.PASSWORD)
                        .knows(Place.FIRST_HOST);
        host = home.start();
        stack =
                AlertStack.start(
                        LAB,
                        """
                          - job_name: vmstation
                            honor_labels: true
                            static_configs: [{targets: ["127.0.0.1:9876"]}]
                          - job_name: node-exporter
                            static_configs:
                              - {targets: ["%s:9100"], labels: {node: homelab}}
                              - {targets: ["%s:9100"], labels: {node: storagenodet3500}}
                        """
                                .formatted(Place.FIRST_HOST.address(), Place.SECOND_HOST.address()),
                        Map.of(
                                "alerts.node-down-for", DOWN_FOR + "s",
                                "alerts.target-down-for", 2 * DOWN_FOR + "s",
                                "alerts.fan-stopped-for", "1s",
                                "alerts.fan-for", "1s",
                                // it writes down each time that a fan stops
                                "alerts.sel-entries", "1000",
                                // some fans of this BMC are meant to turn slowly
                                "alerts.fan-rpm", "500"));
    }

    private static MachineSetup watched(MachineSetup machine) {
        return machine.service(
                "node-exporter",
                Duration.ZERO,
                "prometheus-node-exporter",
                "--web.listen-address=:9100",
                "--collector.disable-defaults",
                "--collector.uname");
    }

    private static String[] bmcAndSleep(String... bmcLines) {
        List<String> lines = new ArrayList<>(List.of(bmcLines));
        lines.addAll(
                List.of(
                        "ssh: {user: root, keyFile: secrets/ssh}",
                        "sleep:",
                        "  idleFor: 1h",
                        "  silence: 2s",
                        "  checks:",
                        "    - connections: {ports: [22]}"));
        return lines.toArray(String[]::new);
    }

    @BeforeEach
    void allIsWell() {
        homelab.recover();
        bmc.set("FAN1", 1200);
        await("both nodes are up")
                .atMost(PATIENCE)
                .until(() -> up("homelab") && up("storagenodet3500"));
        await("nobody is to be told anything")
                .atMost(PATIENCE)
                .until(() -> List.of("Watchdog null").equals(relevant()));
        ledger = host.ledger().fromNow();
        mailsBefore = stack.mails().size();
    }

    /** Other jobs are missing here, and that waits for minutes. */
    private static List<String> relevant() {
        return stack.active().stream()
                .filter(each -> !each.startsWith("JobMissing") && !each.startsWith("KubeApiDown"))
                .toList();
    }

    private static boolean up(String node) {
        return stack.prometheus()
                .query("up{job=\"node-exporter\",node=\"" + node + "\"}")
                .containsValue(1.0);
    }

    private static boolean expected(double value) {
        return stack.prometheus()
                .query("vmstation_node_sleep_expected{node=\"homelab\"}")
                .containsValue(value);
    }

    private Mail mail(String subject) {
        return await("a mail: " + subject)
                .atMost(PATIENCE)
                .until(
                        () ->
                                stack.mails().stream()
                                        .skip(mailsBefore)
                                        .filter(mail -> mail.subject().equals(subject))
                                        .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private void putToSleep() {
        // After a wake the log-in that put it to sleep may not have ended yet.
        await("nobody uses it")
                .atMost(PATIENCE)
                .until(() -> home.ask("sleep", "homelab", "--dry-run").exit() == 0);
        home.ask("sleep", "homelab").orFail();
        ledger.await("node.asleep", "homelab", PATIENCE);
    }

    /** Three times as long as it takes to page. */
    private static void isSilentForLong() {
        int seconds = 3 * DOWN_FOR;
        await("it is silent for long")
                .atMost(PATIENCE)
                .until(
                        () ->
                                stack.prometheus()
                                        .query(
                                                "max_over_time(up{job=\"node-exporter\",node=\"homelab\"}["
                                                        + seconds
                                                        + "s])")
                                        .containsValue(0.0));
    }

    @Test
    void aFanThatStopsIsMailedToTheAdministratorAndSoIsThatItTurnsAgain() {
        bmc.set("FAN1", 0);

        Mail mail = mail("Critical Alert: IpmiFanSlow on homelab");
        assertThat(mail.to()).containsExactly("admin@homelab.local");
        assertThat(mail.text())
                .contains("FAN1 of homelab stands still")
                .contains("it is 0 rpm now")
                .contains("docs/runbooks/IpmiFanSlow.md");
        assertThat(stack.fired()).contains("IpmiFanSlow homelab");

        bmc.set("FAN1", 1200);
        assertThat(mail("Resolved: IpmiFanSlow on homelab").to())
                .containsExactly("admin@homelab.local");
    }

    @Test
    void aNodeThatVmstationPutsToSleepAndWakesAgainIsNoAlert() {
        putToSleep();
        isSilentForLong();
        assertThat(relevant()).containsExactlyInAnyOrder("Watchdog null", "NodeAsleep homelab");

        home.ask("wake", "homelab").orFail();

        await("it is up").atMost(PATIENCE).until(() -> up("homelab") && expected(0));
        assertThat(relevant()).doesNotContain("NodeDown homelab", "TargetDown homelab");
        assertThat(stack.mails()).hasSize(mailsBefore);
    }

    @Test
    void aSleepingNodeIsMissedAgainOnceNobodyKnowsThatItSleeps() throws Exception {
        putToSleep();
        isSilentForLong();
        assertThat(stack.mails()).hasSize(mailsBefore);

        host.terminate();
        try {
            assertThat(mail("Critical Alert: NodeDown on homelab").text())
                    .contains("Nothing of homelab has answered a scrape");
        } finally {
            host = home.start();
        }

        await("the ledger has told it").atMost(PATIENCE).until(() -> expected(1));
        mail("Resolved: NodeDown on homelab");
    }

    @Test
    void aNodeThatIsUnpluggedIsMissed() {
        storage.switchOff();
        try {
            Mail mail = mail("Critical Alert: NodeDown on storagenodet3500");
            assertThat(mail.to()).containsExactly("admin@homelab.local");
            assertThat(stack.mails().stream().skip(mailsBefore))
                    .as("its targets are not told, too")
                    .hasSize(1);
        } finally {
            storage.wakeByHand("awake");
        }
        mail("Resolved: NodeDown on storagenodet3500");
    }
}
