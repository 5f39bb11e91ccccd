package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.host.HostPlan;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.NoParts;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.ShippedParts;
import io.vmstation.host.Wiring;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.TestNode;
import io.vmstation.share.samba.Samba;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private static final ShippedParts PARTS = new ShippedParts();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HostPlan.Assembler assembler = CommandLineTest::assemble;
    private Path home = Path.of("");

    @AfterAll
    static void closeParts() {
        PARTS.close();
    }

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        home = folder;
        Files.createDirectory(home.resolve("routes"));
    }

    private static HostPlan assemble(Overlay overlay, Plugins plugins) {
        return plan(0);
    }

    private static HostPlan plan(int metricsPort) {
        return new HostPlan(
                PARTS.properties(),
                PARTS.beans(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                "127.0.0.1",
                metricsPort,
                Duration.ofSeconds(1),
                () -> new Nodes(List.of(node())),
                new NoParts(),
                Optional.empty());
    }

    private static Node node() {
        return TestNode.named("a").services(new Service("b", 80, new Readiness.Tcp())).build();
    }

    private void wakeOnConnect(String id, String node, String service) throws Exception {
        Files.writeString(
                home.resolve("routes/" + id + ".camel.yaml"),
                """
                - templatedRoute:
                    routeTemplateRef: wake-on-connect
                    routeId: %s
                    parameters:
                      - {name: node, value: %s}
                      - {name: service, value: %s}
                      - {name: listen, value: "127.0.0.1:0"}
                """
                        .formatted(id, node, service));
    }

    private int run(String... arguments) {
        CommandLine line = Vmstation.commandLine(assembler);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void saysThatAllFilesAreInOrder() {
        assertThat(run("validate", "--home", home.toString())).isZero();
        assertThat(out.toString()).contains("All files are in order");
    }

    @Test
    void checksAnSmbConfAndPrintsTheLinesForIt() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/testparm"))
                        && Files.isExecutable(Path.of("/usr/sbin/smbd")),
                "skipped, missing packages: samba samba-vfs-modules");
        Path smbConf = home.resolve("smb.conf");
        String right = Samba.lines(Path.of("/var/log/samba/audit.log"));
        Files.writeString(smbConf, right.replace("your share", "media"));
        assertThat(run("samba", "--home", home.toString(), "--smb-conf", smbConf.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("full_audit:1@/var/log/samba/audit.log")
                .contains("is right: Samba tells who uses its shares");

        Files.writeString(smbConf, Files.readString(smbConf).replace("openat", "opendir"));
        assertThat(run("samba", "--home", home.toString(), "--smb-conf", smbConf.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("clients are locked out: share media", "opendir");
    }

    @Test
    void saysWhyAnSmbConfCannotBeChecked() {
        Path missing = home.resolve("missing.conf");
        assertThat(run("samba", "--home", home.toString(), "--smb-conf", missing.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("The smb.conf could not be checked: testparm");
    }

    @Test
    void reportsAllBrokenRouteFilesAtOnceWithFileAndLine() throws Exception {
        Files.writeString(home.resolve("routes/a.camel.yaml"), "- route:\n    id: [x\n");
        Files.writeString(
                home.resolve("routes/b.camel.yaml"),
                "- route:\n    id: b\n    from:\n      uri: direct:b\n      steps:\n      - process: {ref: nobody}\n");

        assertThat(run("validate", "--home", home.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(home + "/routes/a.camel.yaml:3: not valid YAML")
                .contains(home + "/routes/b.camel.yaml:6: there is no bean \"nobody\"")
                .doesNotContain("\tat ");
        assertThat(err.toString().lines()).hasSize(2);
    }

    @Test
    void opensNoListenerToValidate() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    home.resolve("routes/wake-on-a.camel.yaml"),
                    """
                    - templatedRoute:
                        routeTemplateRef: wake-on-connect
                        routeId: wake-on-a
                        parameters: [{name: node, value: a}, {name: service, value: b}, {name: listen, value: "127.0.0.1:%d"}]
                    """
                            .formatted(taken.getLocalPort()));
            assertThat(run("validate", "--home", home.toString())).isZero();
        }
    }

    @Test
    void printsEveryProblemOfTheConfigurationWithoutAStackTrace() {
        assembler =
                (overlay, plugins) -> {
                    throw new InvalidConfiguration(List.of("first", "second"));
                };
        assertThat(run("run", "--home", home.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("first", "second");
    }

    @Test
    void refusesAHomeThatIsNotThere() {
        assertThat(run("--home", "/no/such/folder")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "--home names /no/such/folder, which is not a folder: create or correct it");
    }

    @Test
    void failsInOneSentenceWhenTheDoorIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assembler = (overlay, plugins) -> plan(taken.getLocalPort());
            assertThat(run("run", "--home", home.toString())).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .startsWith("vmstation: the door for health and metrics cannot be opened");
        }
    }

    @Test
    void namesTheVersion() {
        assertThat(run("--version")).isZero();
        assertThat(run("version")).isZero();
        assertThat(out.toString().lines()).allMatch(line -> line.startsWith("VMStation "));
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("validate", "demo", "VMSTATION_HOME", "Exit codes");
    }

    @Test
    void namesTheNodesAndServicesThatRoutesMayMean() throws Exception {
        wakeOnConnect("wake-on-x", "nobody", "b");
        wakeOnConnect("wake-on-y", "a", "nothing");
        wakeOnConnect("wake-on-z", "a", "b");

        assertThat(run("validate", "--home", home.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        home
                                + "/routes/wake-on-x.camel.yaml:5: there is no node \"nobody\" (known: a): correct the name, or add the node",
                        home
                                + "/routes/wake-on-y.camel.yaml:6: node a has no service \"nothing\" (known: b): correct the name, or add the service to the node");
    }

    @Test
    void reportsProblemsOfConfigurationAndRoutesInOneRun() throws Exception {
        assembler = new Wiring(Map.of("VMSTATION_MY_OTHER", "direct:b"), event -> {});
        Files.createDirectory(home.resolve("config"));
        Files.writeString(
                home.resolve("config/application.properties"),
                "wake.deadline=soon\nmy.start=direct:a\n");
        wakeOnConnect("wake-on-x", "nobody", "b");
        Files.writeString(
                home.resolve("routes/mine.camel.yaml"),
                """
                - route: {id: mine, from: {uri: "{{my.start}}", steps: [{to: "{{my.other}}"}]}}
                """);
        Files.writeString(home.resolve("routes/a.camel.yaml"), "- route:\n    id: [x\n");

        assertThat(run("validate", "--home", home.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("config/application.properties:1: "),
                        line -> assertThat(line).contains("/routes/a.camel.yaml:3: not valid"));
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        assertThat(run("validat")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: vmstation validate");
    }

    @Test
    void refusesADemoAtNoPort() {
        assertThat(run("demo", "--port", "99999")).isEqualTo(2);
        assertThat(err.toString()).contains("--port 99999 is no port");
    }

    @Test
    void refusesAnUnknownOption() {
        assertThat(run("--frobnicate")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--frobnicate'");
    }
}
