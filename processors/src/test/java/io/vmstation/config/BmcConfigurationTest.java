package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.InBand;
import io.vmstation.node.Bmc.Lan;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.SelEventRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes.yaml says about BMCs, and what the settings say for all of them. */
class BmcConfigurationTest {
    private static final String TOWER =
            """
            nodes:
              - name: tower
                address: 10.0.0.1
            """;
    private static final String LAN = "address: 10.0.1.1, user: admin, passwordFile: bmc";

    @TempDir Path home = Path.of("");

    private TestSite tower(String more) throws Exception {
        TestSite site = new TestSite(home).nodes(TOWER + more.indent(4));
        site.file("config/bmc", "open sesame\n");
        Files.setPosixFilePermissions(
                home.resolve("config/bmc"), PosixFilePermissions.fromString("rw-------"));
        return site;
    }

    private static Bmc bmc(TestSite site) throws Exception {
        return bmc(site.read());
    }

    private static Bmc bmc(SiteConfiguration site) {
        return site.nodes().find("tower").orElseThrow().bmc().orElseThrow();
    }

    private Lan lan(Privilege privilege, Integer... suites) {
        return new Lan(
                "10.0.1.1", 623, "admin", home.resolve("config/bmc"), List.of(suites), privilege);
    }

    @Test
    void aBmcThatSaysOnlyWhereItIsHasTheDefaults() throws Exception {
        assertThat(bmc(tower("bmc: {" + LAN + "}")))
                .isEqualTo(
                        new Bmc(
                                lan(Privilege.OPERATOR, 17, 3),
                                new BmcPolling(
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(10),
                                        "auto",
                                        List.of("bmc", "ipmi", "chassis", "dcmi", "sel"),
                                        Set.of(),
                                        List.of())));
    }

    @Test
    void theDefaultsAreSettings() throws Exception {
        TestSite site =
                tower("bmc: {" + LAN + "}")
                        .properties(
                                """
                                ipmi.source=ipmitool
                                ipmi.interval=0s
                                ipmi.time-limit=1m
                                ipmi.collectors=ipmi, sel
                                """);

        assertThat(bmc(site).polling())
                .isEqualTo(
                        new BmcPolling(
                                Duration.ZERO,
                                Duration.ofMinutes(1),
                                "ipmitool",
                                List.of("ipmi", "sel"),
                                Set.of(),
                                List.of()));
    }

    @Test
    void aBmcMaySayEverything() throws Exception {
        Bmc bmc =
                bmc(
                        tower(
                                """
                                bmc:
                                  address: 10.0.1.1
                                  user: admin
                                  passwordFile: bmc
                                  cipher-suites: 3
                                  privilege: user
                                  interval: 1s
                                  time_limit: 2s
                                  source: native
                                  collectors: [sel-events, bmc-watchdog, sel-events]
                                  excludeSensors: [42, 7]
                                  selEvents:
                                    - {name: memory, pattern: "(?i)memory"}
                                """));

        assertThat(bmc.access()).isEqualTo(lan(Privilege.USER, 3));
        assertThat(bmc.polling())
                .usingRecursiveComparison()
                .ignoringFields("selEvents")
                .isEqualTo(
                        new BmcPolling(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                "native",
                                List.of("sel-events", "bmc-watchdog"),
                                Set.of(7, 42),
                                List.of()));
        assertThat(bmc.polling().selEvents()).hasSize(1);
        SelEventRule rule = bmc.polling().selEvents().get(0);
        assertThat(rule.name()).isEqualTo("memory");
        assertThat(rule.pattern().matcher("Correctable Memory error").find()).isTrue();
    }

    @Test
    void aNodeWithALogInMayBeAskedInBand() throws Exception {
        Bmc bmc = bmc(tower("ssh: {user: root}\nbmc: {inBand: true, interval: 1m}"));

        assertThat(bmc.access()).isEqualTo(new InBand());
        assertThat(bmc.polling().interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(bmc.lan()).isEmpty();
    }

    @Test
    void theMachineItselfNeedsNoLogInToBeAskedInBand() throws Exception {
        TestSite site = tower("bmc: {inBand: true}");

        SiteConfiguration read =
                site.readerOn((name, addresses) -> addresses.contains("10.0.0.1")).read(Set.of());

        assertThat(bmc(read).access()).isEqualTo(new InBand());
    }

    @Test
    void aBmcThatIsNotInBandMaySaySo() throws Exception {
        assertThat(bmc(tower("bmc: {inBand: false, " + LAN + "}")).lan()).isPresent();
    }

    @Test
    void eventsThatNobodyReadsAreWarnedOf() throws Exception {
        TestSite site = tower("bmc: {" + LAN + ", selEvents: [{name: fan, pattern: Fan}]}");

        assertThat(site.read().warnings())
                .containsExactly(
                        "config/nodes.yaml:4: nodes[0].bmc.selEvents[0]: counts nothing as long as"
                                + " sel-events is not among the collectors: add it to"
                                + " `collectors`");
    }

    @Test
    void aBmcOfTwoNodesIsWarnedOf() throws Exception {
        TestSite site =
                tower(
                        """
                        bmc: {%s}
                        """
                                .formatted(LAN));
        site.nodes(
                """
                nodes:
                  - name: tower
                    address: 10.0.0.1
                    bmc: {%1$s}
                  - name: attic
                    address: 10.0.0.2
                    bmc: {%1$s}
                """
                        .formatted(LAN));

        assertThat(site.read().warnings())
                .containsExactly(
                        "config/nodes.yaml:7: nodes[1].bmc: \"10.0.1.1\": is the BMC of two nodes,"
                                + " tower and attic");
    }

    @Test
    void aHostOfTheInventoryGetsItsBmcFromNodesYaml() throws Exception {
        TestSite site =
                tower("")
                        .nodes("nodes: [{name: tower, bmc: {inBand: true}}]")
                        .file(
                                "config/hosts.ini",
                                "tower ansible_host=10.0.0.9 ansible_user=root"
                                        + " wol_mac=02:00:00:00:00:09\n")
                        .variable("VMSTATION_NODES_INVENTORY", "hosts.ini");

        assertThat(bmc(site).access()).isEqualTo(new InBand());
        assertThat(Optional.of(bmc(site)).flatMap(Bmc::lan)).isEmpty();
    }
}
