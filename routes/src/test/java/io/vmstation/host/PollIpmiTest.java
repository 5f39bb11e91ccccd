package io.vmstation.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.ipmi.poll.BmcState;
import io.vmstation.ipmi.poll.ExportReading;
import io.vmstation.ipmi.poll.FindDueBmcs;
import io.vmstation.ipmi.poll.ReadBmc;
import io.vmstation.ipmi.poll.Sleepers;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.NodeConnections;
import io.vmstation.ipmi.source.ScriptedSource;
import io.vmstation.node.Bmc;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.BmcPolling;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.Service;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates;
import io.vmstation.spi.Reachability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route that polls, with BMCs that answer as the test says. */
@Timeout(120)
class PollIpmiTest {
    private static final String ROUTE = "poll-ipmi";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ScriptedSource source = new ScriptedSource("native");
    private final CurrentNodes nodes = new CurrentNodes(Nodes.NONE);
    private final BmcParts bmcs =
            new BmcParts(
                    List.of(source),
                    new NodeConnections(
                            (arguments, environment, limit) -> new CompletableFuture<>(),
                            node -> {
                                throw new AssertionError("nobody is logged in to");
                            },
                            node -> false),
                    new Sleepers(new Awake(), new Everywhere(), node -> false, node -> false),
                    event -> CompletableFuture.completedFuture(null),
                    new SimpleMeterRegistry());
    private final AtomicReference<RouteLoader> loader = new AtomicReference<>();
    private Path password = Path.of("");
    @TempDir private Path home = Path.of("");

    @BeforeEach
    void start() throws Exception {
        password = Files.writeString(home.resolve("bmc"), "secret");
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : List.of("routes/poll-ipmi.camel.yaml", "routes/on-failure.camel.yaml")) {
            files.put(name, String.valueOf(Bundle.ofApplication().files().get(name)));
        }
        context.getRegistry().bind("findDueBmcs", new FindDueBmcs(bmcs.polls()));
        context.getRegistry().bind("readBmc", new ReadBmc(bmcs.polls(), bmcs.onward()));
        context.getRegistry().bind("exportReading", new ExportReading(bmcs.readings(), nodes));
        context.getRegistry().bind("explainFailure", new ExplainFailure());
        Properties properties = new Properties();
        properties.setProperty("poll-ipmi.enabled", "true");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(30);
        context.start();
        loader.set(
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(new Bundle(files), Home.of(home))),
                        () -> Nodes.NONE));
        requireNonNull(loader.get()).sync();
        assertThat(requireNonNull(loader.get()).problems()).isEmpty();
    }

    @AfterEach
    void close() {
        bmcs.stop();
        context.stop();
        bmcs.close();
    }

    private void configure(int count) {
        nodes.replace(
                new Nodes(IntStream.range(0, count).mapToObj(i -> node("node" + i)).toList()));
        bmcs.retain(nodes.get());
    }

    /** A node whose BMC is at the address of its name, polled each second. */
    private Node node(String name) {
        return TestNode.named(name)
                .bmc(
                        new Bmc(
                                new Bmc.Lan(
                                        name,
                                        623,
                                        "admin",
                                        password,
                                        List.of(17),
                                        Privilege.OPERATOR),
                                new BmcPolling(
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(1),
                                        "auto",
                                        List.of("chassis"),
                                        Set.of(),
                                        List.of())))
                .build();
    }

    private long polls(String node) {
        return source.asked.stream().filter(("read " + node)::equals).count();
    }

    @Test
    void oneOfTwentyThatHangsDelaysOnlyItself() {
        CompletableFuture<Finding> hanging = new CompletableFuture<>();
        source.answer("node3", hanging);
        configure(20);

        await().until(() -> polls("node3") == 1 && bmcs.readings().all().size() == 19);
        await().until(
                        () ->
                                IntStream.range(0, 20)
                                        .filter(i -> i != 3)
                                        .allMatch(i -> polls("node" + i) >= 4));

        assertThat(polls("node3")).isEqualTo(1);
        hanging.complete(ScriptedSource.ON);
        await().until(() -> bmcs.readings().all().size() == 20 && polls("node3") > 1);
    }

    @Test
    void stoppingTheRouteEndsPollsAndStartingItGoesOn() throws Exception {
        CompletableFuture<Finding> hanging = new CompletableFuture<>();
        source.answer("node0", hanging);
        configure(2);
        await().until(() -> polls("node0") == 1 && bmcs.readings().all().size() == 1);

        context.getRouteController().stopRoute(ROUTE);

        assertThat(hanging).isCancelled();
        assertThat(context.getInflightRepository().size()).isZero();
        assertThat(bmcs.readings().all()).isEmpty();
        assertThat(bmcs.states().last("node1")).contains(BmcState.WAITING);
        source.answer("node0", ScriptedSource.ON);
        context.getRouteController().startRoute(ROUTE);
        await().until(() -> bmcs.readings().all().size() == 2);
    }

    @Test
    void anotherRouteThatComesMeanwhileDisturbsNoPoll() throws Exception {
        CompletableFuture<Finding> hanging = new CompletableFuture<>();
        source.answer("node0", hanging);
        configure(2);
        await().until(() -> polls("node0") == 1 && bmcs.readings().all().size() == 1);

        Files.writeString(
                Files.createDirectories(home.resolve("routes")).resolve("own.camel.yaml"),
                "- route: {id: own, from: {uri: \"direct:own\", steps: [{process: {ref: readBmc}}]}}");
        requireNonNull(loader.get()).sync();
        Files.writeString(home.resolve("routes/own.camel.yaml"), "- route: {frobnicate: 1}");
        requireNonNull(loader.get()).sync();

        assertThat(hanging).isNotDone();
        assertThat(bmcs.readings().all()).containsOnlyKeys("node1");
        assertThat(bmcs.states().last("node1")).contains(BmcState.ANSWERING);
    }

    @Test
    void stoppingTheHostEndsPolls() {
        CompletableFuture<Finding> hanging = new CompletableFuture<>();
        source.answer("node0", hanging);
        configure(2);
        await().until(() -> polls("node0") == 1 && polls("node1") > 1);

        bmcs.stop();

        assertThat(hanging).isCancelled();
        await().until(() -> context.getInflightRepository().size() == 0);
    }

    @Test
    void aChangeOfTheSiteIsFollowedWithinSeconds() {
        configure(1);
        await().until(() -> bmcs.readings().all().keySet().equals(Set.of("node0")));

        configure(3);
        await().until(
                        () ->
                                bmcs.readings()
                                        .all()
                                        .keySet()
                                        .equals(Set.of("node0", "node1", "node2")));

        configure(0);
        assertThat(bmcs.readings().all()).isEmpty();
        assertThat(bmcs.states().last("node0")).isEmpty();
        assertThat(source.released).contains("node0 port 623", "node1 port 623", "node2 port 623");
    }

    @Test
    void whatABmcThatFallsSilentToldIsGone() {
        configure(1);
        await().until(() -> bmcs.states().last("node0").equals(Optional.of(BmcState.ANSWERING)));

        source.answer("node0", ScriptedSource.SILENT);

        await().until(() -> bmcs.states().last("node0").equals(Optional.of(BmcState.SILENT)));
        await().until(
                        () ->
                                bmcs.readings().all().values().stream()
                                        .allMatch(
                                                reading ->
                                                        reading.findings()
                                                                .containsValue(
                                                                        ScriptedSource.SILENT)));
    }

    private record Awake() implements NodeStates {
        @Override
        public State last(Node node) {
            return State.AWAKE;
        }

        @Override
        public Optional<Instant> since(Node node) {
            return Optional.empty();
        }

        @Override
        public void saw(Node node, State state) {}
    }

    private record Everywhere() implements Reachability {
        @Override
        public CompletableFuture<Answer> machine(Node node, Duration patience) {
            return CompletableFuture.completedFuture(new Answer.Silent("no answer"));
        }

        @Override
        public CompletableFuture<Answer> service(
                Node node, Service service, Duration patience, Runnable signOfLife) {
            return machine(node, patience);
        }
    }
}
