package io.vmstation.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.host.ExplainFailure;
import io.vmstation.host.HostPlan;
import io.vmstation.host.InvalidConfiguration;
import io.vmstation.host.NoParts;
import io.vmstation.host.Overlay;
import io.vmstation.host.Plugins;
import io.vmstation.host.Wiring;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.node.TestNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HostPlan.Assembler assembler = CommandLineTest::assemble;
    private Path home = Path.of("");

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        home = folder;
        Files.createDirectory(home.resolve("routes"));
    }

    private static HostPlan assemble(Overlay overlay, Plugins plugins) {
        return plan(0);
    }

    private static HostPlan plan(int metricsPort) {
        Properties properties = new Properties();
        properties.setProperty("wake-node.enabled", "true");
        properties.setProperty("sleep-node.enabled", "true");
        properties.setProperty("relay.native-transport", "false");
        for (String route : List.of("wake-on-jellyfin", "wake-on-ssh")) {
            properties.setProperty(route + ".enabled", "false");
            properties.setProperty(route + ".node", "some");
            properties.setProperty(route + ".service", "any");
            properties.setProperty(route + ".listen", "127.0.0.1:0");
        }
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("explainFailure", new ExplainFailure());
        for (String step :
                List.of(
                        "resolveNode",
                        "joinWake",
                        "sendWake",
                        "awaitAddress",
                        "awaitService",
                        "uncordonNode",
                        "recordWake",
                        "beginSleep",
                        "judgeSleep",
                        "armNode",
                        "cordonNode",
                        "drainNode",
                        "judgeAgain",
                        "suspendNode",
                        "confirmAsleep",
                        "recordSleep")) {
            beans.put(step, (Processor) exchange -> {});
        }
        beans.put("holdAndRelay", new NoRelay());
        beans.put("relayAcceptors", new io.netty.channel.nio.NioEventLoopGroup(1));
        beans.put("relayWorkers", new io.netty.channel.nio.NioEventLoopGroup(1));
        return new HostPlan(
                properties,
                beans,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                "127.0.0.1",
                metricsPort,
                Duration.ofSeconds(1),
                () -> new Nodes(List.of(node())),
                new NoParts());
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
        assertThat(err.toString()).contains("Did you mean: vmstation validate?");
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

    private static final class NoRelay
            extends org.apache.camel.component.netty.ServerInitializerFactory {
        @Override
        public org.apache.camel.component.netty.ServerInitializerFactory createPipelineFactory(
                org.apache.camel.component.netty.NettyConsumer consumer) {
            return this;
        }

        @Override
        protected void initChannel(io.netty.channel.Channel channel) {}
    }
}
