package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.node.Nodes;
import io.vmstation.spi.RequestFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route that wakes by the clock, with another route in place of the wake itself. */
@Timeout(60)
class ScheduledWakesTest {
    private static final String ROUTE = "routes/wake-on-schedule.camel.yaml";
    private static final String FAILURES = "routes/on-failure.camel.yaml";
    private static final String WAKE =
            """
            - route:
                id: wake-node
                from:
                  uri: direct:wake-node
                  steps:
                    - process: {ref: wakeNode}
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Queue<List<String>> due = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<Map<String, Object>> wakes = new CopyOnWriteArrayList<>();
    private final Map<String, AsyncCallback> booting = new ConcurrentHashMap<>();

    private void start(Path home) throws Exception {
        context.getRegistry().bind("explainFailure", new ExplainFailure());
        context.getRegistry().bind("findDueWakes", (Processor) this::find);
        context.getRegistry().bind("wakeNode", new SlowWake());
        Properties properties = new Properties();
        properties.setProperty("wake-on-schedule.enabled", "true");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.disableJMX();
        SortedMap<String, String> shipped = Bundle.ofApplication().files();
        Bundle bundle =
                new Bundle(
                        new TreeMap<>(
                                Map.of(
                                        ROUTE,
                                        shipped.getOrDefault(ROUTE, ""),
                                        FAILURES,
                                        shipped.getOrDefault(FAILURES, ""),
                                        "routes/wake-node.camel.yaml",
                                        WAKE)));
        RouteLoader loader =
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(bundle, Home.of(home))),
                        () -> Nodes.NONE);
        context.start();
        loader.sync();
        assertThat(loader.problems()).isEmpty();
    }

    @AfterEach
    void close() {
        booting.values().forEach(callback -> callback.done(false));
        context.stop();
    }

    private void find(Exchange exchange) {
        looks.incrementAndGet();
        List<String> names = due.poll();
        exchange.getMessage().setBody(names == null ? List.of() : names);
    }

    /** A node whose name begins with "slow" boots until the test ends, one with "bad" fails. */
    private final class SlowWake extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String node = exchange.getVariable("node", String.class);
            wakes.add(Map.copyOf(exchange.getVariables()));
            if (node.startsWith("bad")) {
                exchange.setException(new RequestFailure("it did not wake", 30));
            }
            if (node.startsWith("slow")) {
                booting.put(node, callback);
                return false;
            }
            callback.done(true);
            return true;
        }
    }

    private static Map<String, Object> wake(String node) {
        return Map.of("node", node, "cause", "schedule", "source", "schedule");
    }

    @Test
    void aNodeThatBootsForLongHoldsUpNeitherTheOthersNorTheClock(@TempDir Path home)
            throws Exception {
        due.add(List.of("slow-a", "slow-b", "quick"));
        start(home);

        await().until(() -> wakes.size() == 3);
        int before = looks.get();
        due.add(List.of("later"));
        await().until(() -> wakes.size() == 4);

        assertThat(wakes)
                .containsExactlyInAnyOrder(
                        wake("slow-a"), wake("slow-b"), wake("quick"), wake("later"));
        await().until(() -> looks.get() > before + 1);
        assertThat(booting).containsOnlyKeys("slow-a", "slow-b");
    }

    @Test
    void aWakeThatFailsEndsNothing(@TempDir Path home) throws Exception {
        due.add(List.of("bad", "good"));
        start(home);
        await().until(() -> wakes.size() == 2);

        due.add(List.of("good"));

        await().until(() -> wakes.size() == 3);
    }
}
