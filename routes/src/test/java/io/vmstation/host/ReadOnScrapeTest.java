package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.config.BmcModule;
import io.vmstation.config.BmcModules;
import io.vmstation.config.Settings;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.export.TestReader;
import io.vmstation.ipmi.export.TestReadings;
import io.vmstation.node.Bmc.Privilege;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scrapes of BMCs that a test plays, through a real host with the shipped route. */
@Timeout(90)
class ReadOnScrapeTest {
    private static final String ROUTE = "routes/read-on-scrape.camel.yaml";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestReader reader = new TestReader();
    private final LatestReadings readings = new LatestReadings();
    private final AtomicReference<BmcModules> modules = new AtomicReference<>(BmcModules.NONE);
    private final Nodes nodes =
            new Nodes(
                    List.of(
                            TestNode.named("storage")
                                    .bmc(
                                            TestBmc.overLan(
                                                    "10.0.0.1",
                                                    623,
                                                    "root",
                                                    Path.of("none"),
                                                    List.of(17)))
                                    .build()));
    private Optional<Host> host = Optional.empty();
    private int port;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Overlay overlay =
                new Overlay(
                        new Bundle(
                                new TreeMap<>(
                                        Map.of(
                                                ROUTE,
                                                Bundle.ofApplication()
                                                        .files()
                                                        .getOrDefault(ROUTE, "")))),
                        Home.of(home));
        Settings settings = settings(home);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ScrapeWiring.publish(readings, () -> nodes, meters);
        Properties properties = new Properties();
        properties.setProperty("read-on-scrape.enabled", "true");
        HostPlan plan =
                new HostPlan(
                        properties,
                        ScrapeWiring.beans(settings, () -> nodes, modules::get, reader, meters),
                        meters,
                        "127.0.0.1",
                        port,
                        Duration.ofSeconds(2),
                        () -> nodes,
                        new NoParts(),
                        Optional.empty());
        host = Optional.of(Host.start(overlay, plan, ReadOnScrapeTest.class.getClassLoader()));
    }

    private static Settings settings(Path home) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/application.properties"), "ipmi.targets=127.0.0.0/8\n");
        return new SiteFiles(new Overlay(Bundle.ofApplication(), Home.of(home)), Map.of())
                .readSettings();
    }

    @AfterEach
    void stop() {
        host.ifPresent(Host::close);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    @Test
    void showsTheSensorsOfTheBmcThatIsNamed() throws Exception {
        HttpResponse<String> reply = get("/ipmi?target=10.0.0.1");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.body())
                .contains(
                        "# TYPE ipmi_temperature_celsius gauge",
                        "ipmi_temperature_celsius{id=\"18\",name=\"Inlet Temp\"} 24.0",
                        "ipmi_temperature_celsius{id=\"140\",name=\"CPU2 Temp\"} NaN",
                        "ipmi_temperature_state{id=\"140\",name=\"CPU2 Temp\"} NaN",
                        "ipmi_up{collector=\"ipmi\"} 1.0")
                .doesNotContain("node=");
    }

    @Test
    void answersLikeIpmiExporterWhenItCannotBeAsked() throws Exception {
        assertText(get("/ipmi"), 400, "'target' parameter must be specified\n");
        assertText(get("/ipmi?module=default"), 400, "'target' parameter must be specified\n");
        assertText(get("/ipmi?target=127.0.0.1"), 400, "Unknown module \"default\"\n");
        assertText(get("/ipmi?target=storage&module=%3Cb%3E"), 400, "Unknown module \"<b>\"\n");
        assertThat(reader.asked()).isEmpty();
    }

    private static void assertText(HttpResponse<String> reply, int status, String text) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(text);
        assertThat(reply.headers().firstValue("Content-Type"))
                .hasValue("text/plain; charset=utf-8");
        assertThat(reply.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void asksNobodyWhoIsNotOurs() throws Exception {
        modules.set(new BmcModules(Map.of("default", module())));

        assertText(
                get("/ipmi?target=203.0.113.9"),
                403,
                "203.0.113.9 is neither the BMC of a node of nodes.yaml nor within the setting ipmi.targets.\n");
        assertThat(reader.asked()).isEmpty();
        assertThat(get("/ipmi?target=127.0.0.9").statusCode()).isEqualTo(200);
    }

    private static BmcModule module() {
        return new BmcModule(
                "admin",
                "secret",
                Privilege.OPERATOR,
                Optional.empty(),
                List.of("ipmi"),
                Set.of(),
                List.of(),
                List.of());
    }

    @Test
    void compressesForThoseWhoWantIt() throws Exception {
        HttpResponse<byte[]> reply =
                CLIENT.send(
                        request("/ipmi?target=storage")
                                .header("Accept-Encoding", "zstd, gzip;q=0.5")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("ipmi_up{collector=\"ipmi\"} 1.0");
        }
        HttpResponse<String> plain =
                CLIENT.send(
                        request("/ipmi?target=storage")
                                .header("Accept-Encoding", "gzip;q=0, identity")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(plain.body()).contains("ipmi_up{collector=\"ipmi\"} 1.0");
    }

    @Test
    void isForReadingOnly() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            HttpResponse<String> reply =
                    CLIENT.send(
                            request("/ipmi?target=storage")
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(method).isEqualTo(405);
        }
        assertThat(reader.asked()).isEmpty();
        HttpResponse<String> head =
                CLIENT.send(
                        request("/ipmi?target=storage")
                                .method("HEAD", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length")).isPresent();
        assertThat(get("/ipmi/storage?target=storage").statusCode()).isEqualTo(404);
    }

    @Test
    void neverLetsAHeaderStandForAParameter() throws Exception {
        HttpResponse<String> reply =
                CLIENT.send(
                        request("/ipmi")
                                .header("target", "storage")
                                .header("CamelHttpQuery", "target=storage")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reader.asked()).isEmpty();
    }

    @Test
    void saysInTimeThatABmcDidNotAnswer() throws Exception {
        reader.hesitate();
        HttpResponse<String> reply =
                CLIENT.send(
                        request("/ipmi?target=storage")
                                .header("X-Prometheus-Scrape-Timeout-Seconds", "1.000000")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("ipmi_up{collector=\"ipmi\"} 0.0", "ipmi_scrape_duration_seconds 0.75")
                .doesNotContain("ipmi_temperature");
    }

    @Test
    void servesEverythingElseWhileBmcsAreSlow() throws Exception {
        reader.hesitate();
        List<CompletableFuture<HttpResponse<String>>> waiting =
                Stream.generate(
                                () ->
                                        CLIENT.sendAsync(
                                                request("/ipmi?target=storage").build(),
                                                BodyHandlers.ofString()))
                        .limit(60)
                        .toList();
        await().until(() -> reader.asked().size() == 1);

        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);
        await().untilAsserted(
                        () ->
                                assertThat(get("/metrics").body())
                                        .contains("camel_exchanges_inflight"));
        reader.asked().get(0).answer().complete(TestReadings.usual());
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsWhatWasPolledBesideEverythingElse() throws Exception {
        readings.note("storage", TestReadings.usual());

        assertThat(get("/metrics").body())
                .contains(
                        "ipmi_temperature_celsius{id=\"18\",name=\"Inlet Temp\",node=\"storage\"} 24.0",
                        "ipmi_sensor_value{id=\"139\",name=\"Power Cable\",node=\"storage\",type=\"Cable/Interconnect\"} NaN",
                        "# TYPE ipmi_bmc_info gauge",
                        "ipmi_up{collector=\"dcmi\",node=\"storage\"} 1.0",
                        "jvm_memory_used_bytes");

        readings.forget("storage");
        assertThat(get("/metrics").body())
                .doesNotContain("ipmi_")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void isGoneWhenItsRouteIsStopped() throws Exception {
        host.orElseThrow().context().getRouteController().stopRoute("read-on-scrape");
        assertThat(get("/ipmi?target=storage").statusCode()).isEqualTo(404);

        host.orElseThrow().context().getRouteController().startRoute("read-on-scrape");
        assertThat(get("/ipmi?target=storage").statusCode()).isEqualTo(200);
    }
}
