package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.exec.LocalCommands;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.node.Nodes;
import io.vmstation.share.RecordShareUse;
import io.vmstation.share.ShareSurroundings;
import io.vmstation.share.files.OwnFootprints;
import io.vmstation.share.samba.Samba;
import io.vmstation.share.signal.ShareWatches;
import io.vmstation.spi.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes and templates that wake a node when a share is used. */
@EnabledOnOs(OS.LINUX)
class ShareRoutesTest {
    private static final String SHIPPED = "wake-on-share-access";

    @TempDir private Path home;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ShareWatches watches = new ShareWatches(meters);
    private final LocalCommands commands = new LocalCommands();
    private final BlockingQueue<Map<String, Object>> wakes = new LinkedBlockingQueue<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Properties properties = new Properties();
    private Path share;
    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        share = Files.createDirectories(home.resolve("Filme & Serien/100%"));
        log = home.resolve("audit log");
        Files.createDirectory(home.resolve("routes"));
        user(
                "wake-node",
                """
                - route: {id: wake-node, from: {uri: "direct:wake-node", steps: [{process: {ref: wakes}}]}}
                """);
        set("enabled", "false");
        set("node", "storage");
        set("service", "samba");
        set("signal", "auto");
        set("directory", share.toString());
        set("audit-log", log.toString());
        set("share", "");
        set("ignore-users", "");
        set("ignore-programs", "updatedb,find");
        set("quiet", "30s");
        context.getRegistry()
                .bind(
                        "wakes",
                        (Processor) exchange -> wakes.add(new HashMap<>(exchange.getVariables())));
        context.getRegistry()
                .bind(
                        "recordShareUse",
                        new RecordShareUse(
                                event -> {
                                    events.add(event);
                                    return CompletableFuture.completedFuture(null);
                                }));
        context.getRegistry()
                .bind(
                        "shareSurroundings",
                        new ShareSurroundings(
                                watches, new Samba(commands), new OwnFootprints(Set.of())));
        context.getRegistry().bind("explainFailure", new ExplainFailure());
        context.disableJMX();
    }

    private void set(String key, String value) {
        properties.setProperty(SHIPPED + "." + key, value);
    }

    private void user(String id, String text) throws IOException {
        Files.writeString(home.resolve("routes/" + id + ".camel.yaml"), text);
    }

    /** Other shipped routes may miss what they need here; they are none of this test's business. */
    private RouteLoader start() throws Exception {
        context.getPropertiesComponent().setInitialProperties(properties);
        context.start();
        RouteLoader loader =
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(Bundle.ofApplication(), Home.of(home))),
                        () -> Nodes.NONE);
        loader.sync();
        return loader;
    }

    @AfterEach
    void close() {
        context.getShutdownStrategy().setTimeout(1);
        context.stop();
        commands.close();
    }

    private void awaitAlive(String route, String signal) {
        await().until(
                        () -> {
                            var gauge =
                                    meters.find("vmstation.share.watch.alive")
                                            .tag("route", route)
                                            .tag("signal", signal)
                                            .gauge();
                            return gauge != null && gauge.value() == 1;
                        });
    }

    private Map<String, Object> wake() throws InterruptedException {
        Map<String, Object> wake = wakes.poll(20, TimeUnit.SECONDS);
        return wake == null ? Map.of() : wake;
    }

    private void audits(String share) throws IOException {
        Files.writeString(
                log,
                "  AUDIT|anna|10.0.0.5|" + share + "|connect|ok|\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void theShippedRouteIsOffUntilItIsSwitchedOn() throws Exception {
        start();
        assertThat(context.getRouteController().getRouteStatus(SHIPPED))
                .isEqualTo(ServiceStatus.Stopped);
        assertThat(meters.find("vmstation.share.watch.alive").gauges()).isEmpty();
    }

    @Test
    void theShippedRouteWakesForAnAccessWhenThereIsNoAudit() throws Exception {
        set("enabled", "true");
        start();
        awaitAlive(SHIPPED, "access");
        Files.createFile(share.resolve("film"));

        assertThat(wake())
                .containsAllEntriesOf(
                        Map.of(
                                "node", "storage",
                                "service", "samba",
                                "cause", "share",
                                "source", share.toString()));
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.kind()).isEqualTo("share.used"));
        assertThat(context.getProcessor(SHIPPED + ".wake")).isNotNull();
    }

    @Test
    void theShippedRouteWakesForAConnectWhenSambaTellsOfIt() throws Exception {
        set("enabled", "true");
        set("signal", "audit");
        set("share", "Musik, Filme & Serien");
        Files.createFile(log);
        start();
        awaitAlive(SHIPPED, "audit");
        audits("other");
        audits("Filme & Serien");

        assertThat(wake()).containsEntry("source", "10.0.0.5").containsEntry("node", "storage");
        assertThat(events.get(0).details()).containsEntry("share", "Filme & Serien");
    }

    @Test
    void aUserMakesRoutesOfTheirOwnFromTheTemplates() throws Exception {
        Files.createFile(log);
        user(
                "wake-on-music",
                """
                - templatedRoute:
                    routeTemplateRef: wake-on-samba-audit
                    routeId: wake-on-music
                    parameters: [{name: node, value: a}, {name: service, value: s}, {name: log, value: "%s"}, {name: shares, value: music}]
                - templatedRoute:
                    routeTemplateRef: wake-on-file-access
                    routeId: wake-on-films
                    parameters: [{name: node, value: b}, {name: service, value: s}, {name: directory, value: "%s"}]
                - templatedRoute:
                    routeTemplateRef: wake-on-file-change
                    routeId: wake-on-uploads
                    parameters: [{name: node, value: c}, {name: service, value: s}, {name: directory, value: "%s"}]
                """
                        .formatted(log, share, share));
        start();
        awaitAlive("wake-on-music", "audit");
        awaitAlive("wake-on-films", "access");
        awaitAlive("wake-on-uploads", "change");

        audits("music");
        assertThat(wake()).containsEntry("node", "a").containsEntry("cause", "share");
        Files.createFile(share.resolve("film"));
        assertThat(List.of(wake().get("node"), wake().get("node")))
                .containsExactlyInAnyOrder("b", "c");
        assertThat(context.getProcessor("wake-on-music.wake")).isNotNull();
    }

    @Test
    void aRouteThatIsEditedWatchesSomethingElse(@TempDir Path other) throws Exception {
        String text =
                """
                - templatedRoute:
                    routeTemplateRef: wake-on-file-access
                    routeId: wake-on-films
                    parameters: [{name: node, value: b}, {name: service, value: s}, {name: directory, value: "%s"}]
                """;
        user("wake-on-films", text.formatted(home.resolve("missing")));
        RouteLoader loader = start();
        await().until(() -> !watches.problems().isEmpty());
        assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health().getDetails().get("wake-on-films")).asString().contains("is not there");

        user("wake-on-films", text.formatted(other));
        loader.sync();
        awaitAlive("wake-on-films", "access");
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
        Files.createFile(other.resolve("film"));
        assertThat(wake()).containsEntry("source", other.toString());
    }

    private HealthCheck.Result health() {
        return new PartHealth("shares", watches::problems).call();
    }
}
