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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route that judges nodes by itself, with steps that do as the test says. */
@Timeout(60)
class SleepWhenIdleTest {
    private static final String SLEEP_NODE =
            """
            - route:
                id: sleep-node
                from:
                  uri: direct:sleep-node
                  steps: [{process: {ref: putToSleep}}]
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Queue<List<String>> found = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ticks = new AtomicInteger();
    private final List<Map<String, Object>> asked = new CopyOnWriteArrayList<>();
    private final List<AsyncCallback> draining = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare(@TempDir Path home) throws Exception {
        TreeMap<String, String> files = new TreeMap<>();
        for (String name :
                List.of("routes/sleep-when-idle.camel.yaml", "routes/on-failure.camel.yaml")) {
            files.put(name, String.valueOf(Bundle.ofApplication().files().get(name)));
        }
        files.put("routes/sleep-node.camel.yaml", SLEEP_NODE);
        context.getRegistry().bind("findIdleNodes", new Find());
        context.getRegistry().bind("putToSleep", new PutToSleep());
        context.getRegistry().bind("explainFailure", new ExplainFailure());
        Properties properties = new Properties();
        properties.setProperty("sleep-when-idle.enabled", "true");
        properties.setProperty("sleep.check-interval", "20ms");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.disableJMX();
        context.start();
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
        draining.forEach(callback -> callback.done(false));
        context.stop();
    }

    private final class Find extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            ticks.incrementAndGet();
            List<String> names = found.poll();
            exchange.getMessage().setBody(names == null ? List.of() : names);
            callback.done(true);
            return true;
        }
    }

    /** A node whose name begins with slow drains until the end of the test. */
    private final class PutToSleep extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            asked.add(Map.copyOf(exchange.getVariables()));
            String node = exchange.getVariable("node", String.class);
            if (node.startsWith("slow")) {
                draining.add(callback);
                return false;
            }
            if (node.startsWith("bad")) {
                exchange.setException(new RequestFailure("it cannot be armed", 60));
            }
            callback.done(true);
            return true;
        }
    }

    private List<Object> namesAsked() {
        return asked.stream().map(variables -> variables.get("node")).toList();
    }

    @Test
    void asksEachNodeThatMaySleepToSleep() {
        found.add(List.of("storage", "gamer"));
        await().until(() -> asked.size() == 2);
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        Map.of("node", "storage", "cause", "idle", "source", "sleep-when-idle"),
                        Map.of("node", "gamer", "cause", "idle", "source", "sleep-when-idle"));
    }

    @Test
    void asksNobodyWhenNobodyMaySleep() {
        await().until(() -> ticks.get() > 3);
        assertThat(asked).isEmpty();
    }

    @Test
    void longDrainsHoldUpNeitherTheOtherNodesNorTheNextRound() {
        found.add(IntStream.range(0, 100).mapToObj(i -> "slow" + i).toList());
        found.add(List.of("gamer"));
        await().until(() -> namesAsked().contains("gamer") && draining.size() == 100);
    }

    @Test
    void aNodeThatCannotBePutToSleepHoldsUpNobody() {
        found.add(List.of("bad", "gamer"));
        found.add(List.of("storage"));
        await().until(() -> asked.size() == 3);
        assertThat(namesAsked()).containsExactlyInAnyOrder("bad", "gamer", "storage");
    }
}
