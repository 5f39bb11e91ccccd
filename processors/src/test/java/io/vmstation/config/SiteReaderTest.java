package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vmstation.node.Dependency;
import io.vmstation.node.MacAddress;
import io.vmstation.node.Network;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Readiness;
import io.vmstation.node.Schedule;
import io.vmstation.node.Service;
import io.vmstation.node.SourceRules;
import io.vmstation.node.SshAccess;
import io.vmstation.node.WakeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteReaderTest {
    @TempDir Path home = Path.of("");

    private static Node only(SiteConfiguration site) {
        assertThat(site.nodes().all()).hasSize(1);
        return site.nodes().all().iterator().next();
    }

    @Test
    void startsWithoutAHomeAsASiteWithoutNodes() throws Exception {
        SiteConfiguration site = new TestSite(home).reader(Optional.empty()).read(Set.of());

        assertThat(site.nodes().all()).isEmpty();
        assertThat(site.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# later\n", "nodes: []", "nodes:", "---\n", "{}"})
    void aFileThatSaysNothingIsASiteWithoutNodes(String content) throws Exception {
        assertThat(new TestSite(home).nodes(content).read().nodes().all()).isEmpty();
    }

    @Test
    void aMissingNodesFileIsNoProblemUnlessItIsAskedFor() throws Exception {
        assertThat(new TestSite(home).read().nodes().all()).isEmpty();

        TestSite asked = new TestSite(home).variable("VMSTATION_NODES_FILE", "mine.yaml");
        assertThatThrownBy(asked::read)
                .hasMessageStartingWith("environment: VMSTATION_NODES_FILE: \"mine.yaml\": cannot");
    }

    @Test
    void theShippedFilesMayBeCopiedWhole() throws Exception {
        Path shipped = TestSite.REPOSITORY.resolve("config/application.properties");
        SiteConfiguration site = new TestSite(home).properties(Files.readString(shipped)).read();

        assertThat(site.nodes().all()).isEmpty();
        assertThat(site.warnings()).isEmpty();
    }

    @Test
    void theShippedFileHasNoNode() throws Exception {
        String shipped = Files.readString(TestSite.REPOSITORY.resolve("config/nodes.yaml"));

        assertThat(new TestSite(home).nodes(shipped).read().nodes().all()).isEmpty();
    }

    @Test
    void theShippedExampleIsReadOnceItIsUncommentedAndItsRoutesFindTheirServices()
            throws Exception {
        String shipped = Files.readString(TestSite.REPOSITORY.resolve("config/nodes.yaml"));
        TestSite example =
                new TestSite(home)
                        .nodes(shipped.replaceAll("(?m)^#", ""))
                        .properties("wake-on-ssh.enabled=true\nwake-on-jellyfin.enabled=true\n");
        secret(example, "config/secrets/jellyfin");
        secret(example, "config/secrets/bmc");
        SiteConfiguration site = example.read();

        assertThat(site.warnings()).isEmpty();
        assertThat(site.nodes().all())
                .extracting(Node::name, n -> n.addresses().get(0), n -> macs(n))
                .containsExactly(
                        row("masternode", "192.168.4.63", "00:e0:4c:68:cb:bf"),
                        row("storagenodet3500", "192.168.4.61", "b8:ac:6f:7e:6c:9d"),
                        row("homelab", "192.168.4.62", "d0:94:66:30:d6:63"));
        Node storage = site.nodes().find("storagenodet3500").orElseThrow();
        assertThat(storage.service("samba")).isPresent();
        assertThat(storage.service("jellyfin").orElseThrow().readiness())
                .isEqualTo(new Readiness.Http("/health", Set.of(200), Optional.of("Healthy")));
        assertThat(storage.sleep()).isPresent();
        assertThat(storage.schedule().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        Node server = site.nodes().find("homelab").orElseThrow();
        assertThat(server.bmc()).isPresent();
        assertThat(server.awaitWorkloads()).hasSize(1);
    }

    private Path secret(TestSite site, String name) throws Exception {
        site.file(name, "open sesame\n");
        return Files.setPosixFilePermissions(
                home.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private static Tuple row(String name, String address, String mac) {
        return Tuple.tuple(name, address, mac);
    }

    private static String macs(Node node) {
        return node.macAddresses().get(0).text();
    }

    @Test
    void aNodeThatSaysLittleHasTheDefaults() throws Exception {
        Node node =
                only(new TestSite(home).nodes("nodes: [{name: tower, address: 10.0.0.1}]").read());

        assertThat(node)
                .isEqualTo(
                        new Node(
                                "tower",
                                List.of("10.0.0.1"),
                                List.of(),
                                Optional.empty(),
                                List.of(),
                                new WakeSettings(
                                        List.of(
                                                "magic-packet",
                                                "raw-frame",
                                                "etherwake",
                                                "wakeonlan",
                                                "bmc-power-on"),
                                        List.of(9, 7),
                                        List.of(),
                                        List.of(),
                                        Optional.empty(),
                                        Duration.ofMinutes(3)),
                                List.of(),
                                SourceRules.EVERYBODY,
                                Optional.empty(),
                                Optional.empty(),
                                Schedule.empty(ZoneId.systemDefault()),
                                Optional.empty(),
                                List.of(),
                                Map.of()));
    }

    @Test
    void aNodeMaySayEverything() throws Exception {
        Path secret = home.resolve("config/tower.secureon");
        TestSite site =
                new TestSite(home)
                        .file("config/tower.secureon", "aa:bb:cc:dd:ee:ff\n")
                        .nodes(
                                """
                                nodes:
                                  - name: tower
                                    addresses: [192.168.4.61, "fd00::61"]
                                    mac-addresses: [B8-AC-6F-7E-6C-9D, b8ac.6f7e.6c9e]
                                    kubernetes_node: tower.lab
                                    services:
                                      - {name: samba, port: 445}
                                      - {name: ssh, port: 22, ready: ssh-banner}
                                      - name: web
                                        port: 80
                                        ready: {http: "/ready?now", status: [200, 204], body: OK}
                                    wake:
                                      methods: [raw-frame, magic-packet]
                                      ports: 40000
                                      broadcastAddresses: [192.168.4.255]
                                      interfaces: [eth0, br-lan]
                                      secureOnFile: tower.secureon
                                      deadline: PT90S
                                    DependsOn: [other/ssh]
                                    sources:
                                      allow: [192.168.4.0/24]
                                      ignore: [other, 192.168.4.70]
                                    ssh: {user: root, port: 2222, keyFile: /root/.ssh/id_ed25519}
                                    labels: {vmstation.io/role: compute}
                                  - {name: other, addresses: [10.0.0.2, 10.0.0.3], services: [{name: ssh, port: 22}]}
                                """);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        assertThat(site.read().nodes().find("tower"))
                .contains(
                        new Node(
                                "tower",
                                List.of("192.168.4.61", "fd00::61"),
                                List.of(
                                        new MacAddress("b8:ac:6f:7e:6c:9d"),
                                        new MacAddress("b8:ac:6f:7e:6c:9e")),
                                Optional.of("tower.lab"),
                                List.of(
                                        new Service("samba", 445, new Readiness.Tcp()),
                                        new Service("ssh", 22, new Readiness.SshBanner()),
                                        new Service(
                                                "web",
                                                80,
                                                new Readiness.Http(
                                                        "/ready?now",
                                                        Set.of(200, 204),
                                                        Optional.of("OK")))),
                                new WakeSettings(
                                        List.of("raw-frame", "magic-packet"),
                                        List.of(40000),
                                        List.of("192.168.4.255"),
                                        List.of("eth0", "br-lan"),
                                        Optional.of(secret),
                                        Duration.ofSeconds(90)),
                                List.of(Dependency.parse("other/ssh")),
                                new SourceRules(
                                        List.of(Network.parse("192.168.4.0/24")),
                                        List.of(
                                                Network.parse("10.0.0.2"),
                                                Network.parse("10.0.0.3"),
                                                Network.parse("192.168.4.70"))),
                                Optional.of(
                                        new SshAccess(
                                                "root",
                                                2222,
                                                Optional.of(Path.of("/root/.ssh/id_ed25519")))),
                                Optional.empty(),
                                Schedule.empty(ZoneId.systemDefault()),
                                Optional.empty(),
                                List.of(),
                                Map.of("vmstation.io/role", "compute")));
        assertThat(site.read().warnings()).isEmpty();
    }

    @Test
    void joinsTheSourcesOfAllNodesWithThoseOfTheNode() throws Exception {
        SiteConfiguration site =
                new TestSite(home)
                        .properties("wake.ignore-sources=scraper, 10.1.0.0/16\n")
                        .nodes(
                                """
                                nodes:
                                  - {name: scraper, address: 10.0.0.9}
                                  - {name: tower, address: 10.0.0.1, sources: {ignore: 10.0.0.8}}
                                """)
                        .read();

        assertThat(site.nodes().find("tower").orElseThrow().sources().ignore())
                .extracting(Network::toString)
                .containsExactly("10.0.0.9", "10.1.0.0/16", "10.0.0.8");
    }

    @Test
    void warnsOfASecretThatEverybodyCanRead() throws Exception {
        TestSite site =
                new TestSite(home)
                        .file("config/open.secureon", "1.2.3.4")
                        .nodes(
                                "nodes: [{name: a, address: 10.0.0.1,"
                                        + " wake: {secureOnFile: open.secureon}}]");
        Files.setPosixFilePermissions(
                home.resolve("config/open.secureon"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(site.read().warnings())
                .containsExactly(
                        "config/nodes.yaml:1: nodes[0].wake.secureOnFile: \"open.secureon\": can be"
                                + " read by every user of this machine: chmod 600 it");
    }

    @Test
    void aLaterReadingIsNewAndTheEarlierStaysAsItWas() throws Exception {
        TestSite site = new TestSite(home).nodes("nodes: [{name: a, address: 10.0.0.1}]");
        SiteReader reader = site.reader(Optional.of(home));
        Nodes before = reader.read(Set.of()).nodes();

        site.nodes("nodes: [{name: b, address: 10.0.0.1}]").properties("wake.ports=8\n");
        SiteConfiguration after = reader.read(Set.of());

        assertThat(before.all()).extracting(Node::name).containsExactly("a");
        assertThat(only(after).name()).isEqualTo("b");
        assertThat(only(after).wake().ports()).containsExactly(8);
    }

    @Test
    void reportsTheProblemsOfAllFilesTogether() throws Exception {
        TestSite site =
                new TestSite(home)
                        .properties("wake.deadline=soon\nnodes.inventory=hosts\n")
                        .nodes("nodes: [{name: a, address: b}]")
                        .file("config/hosts", "c wol_mac=d ansible_host=10.0.0.1\n")
                        .variable("VMSTATION_RELAY_DRAIN", "never");

        ConfigurationException thrown =
                catchThrowableOfType(ConfigurationException.class, site::read);

        assertThat(thrown.problems())
                .extracting(Problem::file)
                .containsExactly(
                        "config/application.properties",
                        "environment",
                        "config/nodes.yaml",
                        "config/hosts");
        assertThat(thrown).hasMessageContaining("\nenvironment: VMSTATION_RELAY_DRAIN: \"never\":");
    }

    @Test
    void mergeKeysAndAliasesWork() throws Exception {
        SiteConfiguration site =
                new TestSite(home)
                        .nodes(
                                """
                                nodes:
                                  - &first
                                    name: a
                                    address: 10.0.0.1
                                    services: &web [{name: web, port: 80}]
                                  - <<: *first
                                    name: b
                                    address: 10.0.0.2
                                  - {name: c, address: 10.0.0.3, services: *web}
                                """)
                        .read();

        assertThat(site.nodes().all()).allMatch(node -> node.service("web").isPresent());
        assertThat(site.nodes().find("b").orElseThrow().addresses()).containsExactly("10.0.0.2");
    }
}
