package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vmstation.node.Nodes;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    private static final String ROUTE =
            "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n      - setBody: {id: %s.say, constant: %s}\n";
    private static final String BROKEN = "- route:\n    frobnicate: 1\n";

    private final AtomicInteger closed = new AtomicInteger();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Path routes = Path.of("");
    private Overlay overlay = new Overlay(new Bundle(new TreeMap<>()), Home.of(Path.of("")));
    private int port;

    @BeforeEach
    void prepare(@TempDir Path home) throws Exception {
        routes = Files.createDirectory(home.resolve("routes"));
        overlay = new Overlay(new Bundle(new TreeMap<>()), Home.of(home));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    private Host start() throws Exception {
        HostPlan plan =
                new HostPlan(
                        new Properties(),
                        Map.of(),
                        meters,
                        "127.0.0.1",
                        port,
                        Duration.ofSeconds(2),
                        () -> Nodes.NONE,
                        new NoParts() {
                            @Override
                            public void close() {
                                closed.incrementAndGet();
                            }
                        },
                        Optional.empty());
        return Host.start(overlay, plan, HostTest.class.getClassLoader());
    }

    private void file(String name, String text) throws Exception {
        Files.writeString(routes.resolve(name + ".camel.yaml"), text);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void showsMetersMadeBeforeTheStartBesideThoseOfCamel() throws Exception {
        Counter.builder("vmstation.test").register(meters).increment();
        file("one", ROUTE.formatted("one", "one", "one", "hello"));
        try (Host host = start()) {
            host.context().createFluentProducerTemplate().to("direct:one").send();

            assertThat(get("/metrics").body())
                    .contains("vmstation_test_total 1.0")
                    .contains("camel_exchanges_total")
                    .contains("nodeId=\"one.say\"")
                    .contains("jvm_memory_used_bytes");
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void isUnhealthyButReadyWhileARouteFileIsBroken() throws Exception {
        file("one", ROUTE.formatted("one", "one", "one", "hello"));
        file("broken", BROKEN);
        try (Host host = start()) {
            assertThat(get("/observe/health").statusCode()).isEqualTo(503);
            assertThat(get("/observe/health").body())
                    .contains("vmstation-routes", "broken.camel.yaml:2");
            assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);
            assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);

            Files.delete(routes.resolve("broken.camel.yaml"));
            await().until(() -> get("/observe/health").statusCode() == 200);
            assertThat(host.routes().problems()).isEmpty();
        }
    }

    @Test
    void takesUpFilesThatComeWhileItRuns() throws Exception {
        Files.delete(routes);
        try (Host host = start()) {
            Files.createDirectory(routes);
            file("late", ROUTE.formatted("late", "late", "late", "hello"));
            await().until(() -> host.context().getRoute("late") != null);

            file("late", ROUTE.formatted("late", "late", "late", "bye"));
            await().until(
                            () ->
                                    "bye"
                                            .equals(
                                                    host.context()
                                                            .createFluentProducerTemplate()
                                                            .to("direct:late")
                                                            .request(String.class)));
        }
    }

    @Test
    void tellsTheProblemsToJmx() throws Exception {
        file("broken", BROKEN);
        try (Host host = start()) {
            ObjectName name =
                    new ObjectName(
                            "org.apache.camel:context=vmstation,type=services,name=RouteFiles");
            var server = ManagementFactory.getPlatformMBeanServer();
            assertThat(server.getAttribute(name, "ProblemCount")).isEqualTo(1);

            Files.delete(routes.resolve("broken.camel.yaml"));
            server.invoke(name, "reload", null, null);
            assertThat(server.getAttribute(name, "ProblemCount")).isEqualTo(0);
            assertThat(host.routes().problems()).isEmpty();
        }
    }

    @Test
    void saysInOneSentenceThatTheDoorIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThatThrownBy(this::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("cannot be opened at 127.0.0.1:" + port)
                    .hasMessageContaining("metrics.port");
        }
        assertThat(closed).hasValue(1);
    }
}
