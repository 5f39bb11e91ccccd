package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmstation.node.Choice;
import io.vmstation.node.DrainSettings;
import io.vmstation.node.Hours;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.Schedule;
import io.vmstation.node.SleepSettings;
import io.vmstation.node.TestBmc;
import io.vmstation.node.Workload;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.SleepCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes.yaml says about sleep, the clock, the BMC and the cluster. */
class SleepConfigurationTest {
    private static final String TOWER =
            """
            nodes:
              - name: tower
                address: 10.0.0.1
                macAddress: 02:00:00:00:00:01
                ssh: {user: root}
            """;

    @TempDir Path home = Path.of("");

    private TestSite tower(String more) throws Exception {
        return new TestSite(home).nodes(TOWER + more.indent(4));
    }

    private static Node node(TestSite site) throws Exception {
        return site.read().nodes().find("tower").orElseThrow();
    }

    private Path secret(String name, String permissions) throws Exception {
        Path file = home.resolve("config").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "open sesame\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static Choice choice(String name) {
        return new Choice(name, Options.NONE);
    }

    private static Choice choice(String name, Map<String, Object> options) {
        return new Choice(name, new Options(options));
    }

    @Test
    void aNodeThatSaysOnlyThatItSleepsHasTheDefaults() throws Exception {
        assertThat(node(tower("sleep: {}")).sleep())
                .contains(
                        new SleepSettings(
                                choice("suspend"),
                                List.of(
                                        choice("relay"),
                                        choice("sessions"),
                                        choice(
                                                "connections",
                                                Map.of("ports", List.of(22L), "ignore", List.of())),
                                        choice("load"),
                                        choice("inhibitors"),
                                        choice("inhibit-file")),
                                Duration.ofHours(2),
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(15),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(30),
                                new DrainSettings(Duration.ofMinutes(5), false, List.of())));
    }

    @Test
    void theDefaultsAreSettings() throws Exception {
        TestSite site =
                tower("sleep: {}")
                        .properties(
                                """
                                sleep.method=suspend
                                sleep.checks=relay, samba
                                sleep.idle-for=1h
                                sleep.grace=1m
                                sleep.silence=2s
                                sleep.suspend-deadline=3s
                                sleep.back-off=4s
                                sleep.drain-deadline=5s
                                """);

        assertThat(node(site).sleep())
                .contains(
                        new SleepSettings(
                                choice("suspend"),
                                List.of(choice("relay"), choice("samba")),
                                Duration.ofHours(1),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                new DrainSettings(Duration.ofSeconds(5), false, List.of())));
    }

    @Test
    void aNodeMaySayEverythingAboutItsSleep() throws Exception {
        Path token = secret("secrets/jellyfin", "rw-------");
        TestSite site =
                tower(
                        """
                        kubernetesNode: tower
                        sleep:
                          method: {exec: {command: [/usr/local/bin/sleep-node, "--now"]}}
                          idle-for: 30m
                          grace: 0s
                          silence: 20s
                          suspendDeadline: 1m
                          backOff: 1h
                          checks:
                            - relay:
                            - connections: {ports: [22, 445], ignore: [tower, 10.1.0.0/16]}
                            - jellyfin: {url: "http://10.0.0.1:8096", tokenFile: secrets/jellyfin, music: false}
                            - network: {below: 1MB, share: 0.25, samples: 7, interface: eth0}
                            - processes: {names: rsync}
                            - processes: {names: [terraform]}
                            - http: {URL: "https://[fd00::1]/busy"}
                          drain: {deadline: 10m, force: true, scaleDown: [media/jellyfin, media/statefulset/db]}
                        kubernetes: {awaitWorkloads: media/jellyfin}
                        """);

        assertThat(node(site).awaitWorkloads()).containsExactly(Workload.parse("media/jellyfin"));
        assertThat(node(site).sleep())
                .contains(
                        new SleepSettings(
                                choice(
                                        "exec",
                                        Map.of(
                                                "command",
                                                List.of("/usr/local/bin/sleep-node", "--now"))),
                                List.of(
                                        choice("relay"),
                                        choice(
                                                "connections",
                                                Map.of(
                                                        "ports",
                                                        List.of(22L, 445L),
                                                        "ignore",
                                                        List.of("10.0.0.1", "10.1.0.0/16"))),
                                        choice(
                                                "jellyfin",
                                                Map.of(
                                                        "url",
                                                        "http://10.0.0.1:8096",
                                                        "tokenFile",
                                                        token.toString(),
                                                        "music",
                                                        false)),
                                        choice(
                                                "network",
                                                Map.of(
                                                        "below",
                                                        1024L * 1024,
                                                        "window",
                                                        Duration.ofMinutes(5),
                                                        "share",
                                                        0.25,
                                                        "samples",
                                                        7L,
                                                        "interface",
                                                        "eth0")),
                                        choice("processes", Map.of("names", List.of("rsync"))),
                                        choice("processes", Map.of("names", List.of("terraform"))),
                                        choice(
                                                "http",
                                                Map.of(
                                                        "url",
                                                        "https://[fd00::1]/busy",
                                                        "path",
                                                        "$",
                                                        "authorities",
                                                        ""))),
                                Duration.ofMinutes(30),
                                Duration.ZERO,
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(1),
                                Duration.ofHours(1),
                                new DrainSettings(
                                        Duration.ofMinutes(10),
                                        true,
                                        List.of(
                                                Workload.parse("media/deployment/jellyfin"),
                                                Workload.parse("media/statefulset/db")))));
        assertThat(site.read().warnings()).isEmpty();
    }

    @Test
    void whatNeedsNoLoginWorksWithoutOne() throws Exception {
        secret("bmc", "rw-------");
        TestSite site =
                new TestSite(home)
                        .nodes(
                                """
                                nodes:
                                  - name: tower
                                    address: 10.0.0.1
                                    macAddress: 02:00:00:00:00:01
                                    bmc: {address: 10.0.1.1, user: admin, passwordFile: bmc}
                                    sleep: {checks: [relay], method: bmc-soft-off}
                                """);

        assertThat(node(site).sleep().orElseThrow().method()).isEqualTo(choice("bmc-soft-off"));
        assertThat(node(site).bmc())
                .contains(
                        TestBmc.overLan(
                                "10.0.1.1",
                                623,
                                "admin",
                                home.resolve("config/bmc"),
                                List.of(17, 3)));
    }

    @Test
    void aSecretThatEverybodyCanReadIsWarnedOf() throws Exception {
        secret("token", "rw-r--r--");
        secret("password", "rw----r--");
        TestSite site =
                tower(
                        """
                        bmc: {address: 10.0.1.1, port: 6230, user: admin, passwordFile: password, cipherSuites: 3}
                        sleep:
                          checks:
                            - jellyfin: {url: "http://10.0.0.1:8096", tokenFile: token}
                        """);

        assertThat(site.read().warnings())
                .containsExactly(
                        "config/nodes.yaml:6: nodes[0].bmc.passwordFile: \"password\": can be read"
                                + " by every user of this machine: chmod 600 it",
                        "config/nodes.yaml:9: nodes[0].sleep.checks[0].jellyfin.tokenFile:"
                                + " \"token\": can be read by every user of this machine: chmod"
                                + " 600 it");
    }

    @Test
    void aNodeMaySayEverythingAboutTheClock() throws Exception {
        TestSite site =
                tower(
                                """
                                schedule:
                                  zone: America/New_York
                                  wake: [0 30 6 * * MON-FRI, "0 0 9 * * SAT"]
                                  quiet: ["22:00-06:00", "SAT,SUN 00:00-9:00"]
                                  quiet_causes: [schedule, person]
                                  neverSleep: MON-FRI 08:00-18:00
                                """)
                        .properties("schedule.zone=Europe/Berlin\n");

        assertThat(node(site).schedule())
                .isEqualTo(
                        new Schedule(
                                ZoneId.of("America/New_York"),
                                List.of("0 30 6 * * MON-FRI", "0 0 9 * * SAT"),
                                List.of(
                                        Hours.parse("22:00-06:00"),
                                        Hours.parse("SAT,SUN 00:00-09:00")),
                                List.of("schedule", "person"),
                                List.of(Hours.parse("MON-FRI 08:00-18:00"))));
        assertThat(site.read().warnings()).isEmpty();
    }

    @Test
    void theZoneIsThatOfTheSettingsUnlessTheNodeSaysOtherwise() throws Exception {
        TestSite site = tower("labels: {}").properties("schedule.zone=Asia/Kathmandu\n");

        assertThat(node(site).schedule()).isEqualTo(Schedule.empty(ZoneId.of("Asia/Kathmandu")));
    }

    @Test
    void aScheduleThatDefeatsItselfIsWarnedOf() throws Exception {
        TestSite site =
                tower(
                        """
                        schedule:
                          wake: ["0 30 6 * * *", "0 0 * * * *"]
                          quiet: "22:00-07:00"
                          quietCauses: shedule
                        """);

        assertThat(site.read().warnings())
                .containsExactly(
                        "config/nodes.yaml:9: nodes[0].schedule.quietCauses: \"shedule\": is no"
                                + " cause of the bundled routes: did you mean 'schedule'?",
                        "config/nodes.yaml:7: nodes[0].schedule.wake: \"0 30 6 * * *\": wakes"
                                + " nothing, it always falls into quiet hours: add schedule to"
                                + " `quietCauses`");
    }

    @Test
    void aHostOfAnInventoryNeverSleepsUnlessNodesYamlSaysSo() throws Exception {
        TestSite site =
                new TestSite(home)
                        .variable("VMSTATION_NODES_INVENTORY", "hosts")
                        .file(
                                "config/hosts",
                                """
                                tower ansible_host=10.0.0.1 wol_mac=02:00:00:00:00:01 ansible_user=root
                                other ansible_host=10.0.0.2 wol_mac=02:00:00:00:00:02 ansible_user=root
                                """)
                        .nodes(
                                """
                                nodes:
                                  - name: tower
                                    sleep: {checks: [sessions, pods], drain: {scaleDown: a/b}}
                                    schedule: {wake: "0 30 6 * * *"}
                                """);

        assertThat(node(site).sleep()).isPresent();
        assertThat(node(site).schedule().wake()).hasSize(1);
        assertThat(site.read().nodes().find("other").orElseThrow().sleep()).isEmpty();
    }

    @Test
    void aDefaultThatDoesNotExistHereIsNoProblemUntilANodeTakesIt() throws Exception {
        Vocabulary nothing = new Vocabulary(TestSite.VOCABULARY.wakeMethods(), Map.of(), Map.of());
        tower("labels: {}");
        assertThat(new TestSite(home).reader(Optional.of(home), nothing).read(Set.of()).nodes())
                .isNotNull();

        SiteReader reader = tower("sleep: {}").reader(Optional.of(home), nothing);
        assertThatThrownBy(() -> reader.read(Set.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sleep.checks: \"sessions\": is not a sleep check")
                .hasMessageContaining("sleep.method: \"suspend\": is not a sleep method");
    }

    @Test
    void twoChecksOfOneNameAreRefused() {
        assertThat(Vocabulary.of(Set.of(), List.of(new Named("a"), new Named("b")), List.of()))
                .extracting(words -> words.sleepChecks().keySet())
                .isEqualTo(Set.of("a", "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Vocabulary.of(
                                        Set.of(),
                                        List.of(new Named("a"), new Named("a")),
                                        List.of()))
                .withMessage("two sleep checks are named a");
    }

    private record Named(String name) implements SleepCheck {
        @Override
        public String description() {
            return "Looks at nothing.";
        }

        @Override
        public CompletableFuture<Evidence> look(Question question) {
            return CompletableFuture.completedFuture(new Evidence.Idle("nothing to see"));
        }
    }
}
