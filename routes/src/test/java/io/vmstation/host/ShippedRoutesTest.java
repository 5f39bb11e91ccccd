package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.node.Nodes;
import io.vmstation.spi.RequestFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedRoutesTest {
    private static final List<String> STEPS =
            List.of(
                    "resolveNode",
                    "joinWake",
                    "sendWake",
                    "awaitAddress",
                    "awaitService",
                    "uncordonNode",
                    "recordWake");

    private static final List<String> SLEEP_STEPS =
            List.of(
                    "beginSleep",
                    "judgeSleep",
                    "armNode",
                    "cordonNode",
                    "drainNode",
                    "judgeAgain",
                    "suspendNode",
                    "confirmAsleep",
                    "recordSleep");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> done = new ArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final ShippedParts parts = new ShippedParts();
    private RouteLoader loader;
    private Path home;

    @BeforeEach
    void prepare(@TempDir Path folder) throws Exception {
        home = folder;
        Files.createDirectory(home.resolve("routes"));
        Map<String, Object> beans = parts.beans();
        STEPS.forEach(step -> beans.put(step, step(step)));
        SLEEP_STEPS.forEach(step -> beans.put(step, step(step)));
        beans.forEach(context.getRegistry()::bind);
        context.getPropertiesComponent().setInitialProperties(parts.properties());
        context.disableJMX();
        loader =
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(Bundle.ofApplication(), Home.of(home))),
                        () -> Nodes.NONE);
    }

    private void start() throws Exception {
        context.start();
        loader.sync();
        assertThat(loader.problems()).isEmpty();
    }

    @AfterEach
    void close() {
        context.stop();
        parts.close();
    }

    private Processor step(String name) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                done.add(name);
                exchange.setVariable("target", "192.0.2.1:22");
                if (name.equals("awaitService") && failure.get() != null) {
                    exchange.setException(failure.get());
                }
                callback.done(true);
                return true;
            }
        };
    }

    private Exchange wake(String uri) {
        return context.createFluentProducerTemplate().to(uri).withBody("").send();
    }

    @Test
    void leavesTheListenersClosedUntilTheyAreEnabled() throws Exception {
        start();
        assertThat(context.getRouteController().getRouteStatus("wake-on-ssh"))
                .isEqualTo(ServiceStatus.Stopped);
        assertThat(context.getRouteController().getRouteStatus("wake-node"))
                .isEqualTo(ServiceStatus.Started);
    }

    @Test
    void wakesStepByStep() throws Exception {
        start();
        Exchange exchange = wake("direct:wake-node");

        assertThat(exchange.getException()).isNull();
        assertThat(done).isEqualTo(STEPS);
        assertThat(exchange.getVariable("target")).isEqualTo("192.0.2.1:22");
    }

    @Test
    void putsToSleepStepByStep() throws Exception {
        start();
        Exchange exchange = wake("direct:sleep-node");

        assertThat(exchange.getException()).isNull();
        assertThat(done).isEqualTo(SLEEP_STEPS);
    }

    @Test
    void handsAReasonMeantForTheClientOn() throws Exception {
        start();
        failure.set(new RequestFailure("it did not wake in 3m", 30));
        Exchange exchange = wake("direct:wake-node");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("failure")).isEqualTo("it did not wake in 3m");
        assertThat(exchange.getVariable("retryAfter")).isEqualTo(30);
        assertThat(done).doesNotContain("recordWake");
    }

    @Test
    void tellsNothingOfADefectToTheClient() throws Exception {
        start();
        failure.set(new IllegalStateException("secret"));
        Exchange exchange = wake("direct:wake-node");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("failure")).isEqualTo("internal error, see the log");
        assertThat(exchange.getVariable("retryAfter")).isEqualTo(30);
    }

    @Test
    void listensForTheFiveLinesOfAUser() throws Exception {
        users(
                "wake-on-minecraft",
                "{name: node, value: gamer}, {name: service, value: minecraft}, {name: listen, value: \"127.0.0.1:0\"}");
        start();

        assertThat(context.getRouteController().getRouteStatus("wake-on-minecraft"))
                .isEqualTo(ServiceStatus.Started);
        assertThat(context.getRoute("wake-on-minecraft").getDescription())
                .isEqualTo(
                        "Wakes a node when a client connects to the stand-in port of its service");
        assertThat(context.getProcessor("wake-on-minecraft.wake")).isNotNull();
        Exchange exchange = through("wake-on-minecraft");
        assertThat(exchange.getVariables())
                .containsAllEntriesOf(
                        Map.of(
                                "node", "gamer",
                                "service", "minecraft",
                                "cause", "connect",
                                "target", "192.0.2.1:22"));
    }

    @Test
    void relaysToTheTargetOfTheRouteWhenItNamesOne() throws Exception {
        users(
                "wake-on-minecraft",
                "{name: node, value: gamer}, {name: service, value: minecraft}, {name: listen, value: \"127.0.0.1:0\"}, {name: target, value: \"192.0.2.9:1\"}");
        start();

        assertThat(through("wake-on-minecraft").getVariable("target")).isEqualTo("192.0.2.9:1");
    }

    @Test
    void failsWithTheReasonWhenTheRouteHasATargetButTheWakeFails() throws Exception {
        users(
                "wake-on-minecraft",
                "{name: node, value: gamer}, {name: service, value: minecraft}, {name: listen, value: \"127.0.0.1:0\"}, {name: target, value: \"192.0.2.9:1\"}");
        start();
        failure.set(new RequestFailure("it did not wake in 3m", 30));

        Exchange exchange = through("wake-on-minecraft");
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("failure")).isEqualTo("it did not wake in 3m");
    }

    /** Sends an exchange the way of a client, without its connection. */
    private Exchange through(String route) throws Exception {
        Exchange exchange = context.getEndpoint("direct:any").createExchange();
        context.getRoute(route).getProcessor().process(exchange);
        return exchange;
    }

    private void users(String id, String parameters) throws Exception {
        Files.writeString(
                home.resolve("routes").resolve(id + ".camel.yaml"),
                """
                - templatedRoute:
                    routeTemplateRef: wake-on-connect
                    routeId: %s
                    parameters: [%s]
                """
                        .formatted(id, parameters));
    }
}
