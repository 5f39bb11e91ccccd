package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.ipmi.LatestReadings;
import io.vmstation.ipmi.push.CollectReadings;
import io.vmstation.ipmi.push.Push;
import io.vmstation.ipmi.push.PushReadings;
import io.vmstation.ipmi.push.PushSettings;
import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.node.Bmc;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestBmc;
import io.vmstation.node.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route that sends readings away, and a Pushgateway that may be slow. */
@Timeout(60)
class PushIpmiTest {
    private final LatestReadings readings = new LatestReadings();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger ticks = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer gateway;
    private Push push;
    private volatile boolean isSlow;

    @BeforeEach
    void prepare(@TempDir Path home) throws Exception {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setExecutor(threads);
        gateway.createContext("/", this::answer);
        gateway.start();
        push =
                new Push(
                        new PushSettings(
                                Optional.of(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + gateway.getAddress().getPort())),
                                Optional.empty(),
                                1_000,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        PushIpmiTest::series,
                        "vmstation/test",
                        new SimpleMeterRegistry());
        context.getRegistry().bind("collectReadings", counting());
        context.getRegistry().bind("pushReadings", new PushReadings(push));
        context.getRegistry().bind("explainFailure", new ExplainFailure());
        Properties properties = new Properties();
        properties.setProperty("push-ipmi.enabled", "true");
        properties.setProperty("push.interval", "20ms");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.disableJMX();
        context.start();
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : List.of("routes/push-ipmi.camel.yaml", "routes/on-failure.camel.yaml")) {
            files.put(name, String.valueOf(Bundle.ofApplication().files().get(name)));
        }
        RouteLoader loader =
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(new Bundle(files), Home.of(home))),
                        () -> Nodes.NONE);
        loader.sync();
        assertThat(loader.problems()).isEmpty();
    }

    @AfterEach
    void close() {
        slow.countDown();
        push.stop();
        context.stop();
        push.close();
        gateway.stop(0);
        threads.shutdownNow();
    }

    private Processor counting() {
        Nodes nodes =
                new Nodes(
                        List.of(
                                TestNode.named("storage")
                                        .bmc(new Bmc(new Bmc.InBand(), TestBmc.POLLING))
                                        .build()));
        CollectReadings collect =
                new CollectReadings(readings, () -> nodes, InstantSource.system());
        return new Processor() {
            @Override
            public void process(Exchange exchange) {
                ticks.incrementAndGet();
                collect.process(exchange);
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (isSlow) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static MetricSnapshots series(String node, BmcReading reading) {
        return MetricSnapshots.of(
                GaugeSnapshot.builder()
                        .name("ipmi_up")
                        .dataPoint(GaugeDataPointSnapshot.builder().value(1).build())
                        .build());
    }

    private void read() {
        readings.note("storage", new BmcReading("native", Instant.now(), Duration.ZERO, Map.of()));
    }

    @Test
    void sendsAtEachTickAndTellsWhenANodeIsGone() {
        read();
        await().until(() -> requests.size() > 2);
        readings.forget("storage");
        await().until(() -> requests.contains("DELETE /metrics/job/vmstation/node/storage"));
        int until = ticks.get();
        await().until(() -> ticks.get() > until + 3);
        assertThat(requests).filteredOn(request -> request.startsWith("DELETE")).hasSize(1);
    }

    @Test
    void aSlowReceiverHoldsUpNoTickAndIsNotAskedTwiceAtOnce() {
        isSlow = true;
        read();
        await().until(() -> requests.size() == 1);
        int until = ticks.get();
        await().until(() -> ticks.get() > until + 5);

        assertThat(requests).hasSize(1);
        isSlow = false;
        slow.countDown();
        await().until(() -> requests.size() > 3);
    }
}
