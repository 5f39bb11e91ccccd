package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.host.routes.RouteFiles;
import io.vmstation.host.routes.RouteLoader;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.sleep.BeginSleep;
import io.vmstation.sleep.ConfirmAsleep;
import io.vmstation.sleep.JudgeSleep;
import io.vmstation.sleep.RecordSleep;
import io.vmstation.sleep.SleepSite;
import io.vmstation.sleep.Sleeps;
import io.vmstation.sleep.SuspendNode;
import io.vmstation.spi.SleepAttempt;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real route, with the real engine behind it. */
@Timeout(60)
class SleepNodeRouteTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SleepSite site = new SleepSite();
    private final Sleeps sleeps = new Sleeps(site.surroundings());
    private final Node node = SleepSite.node("storage");
    @TempDir Path home;

    private void start() throws Exception {
        Files.createDirectories(home.resolve("routes"));
        bind("beginSleep", new BeginSleep(() -> SleepSite.nodes(node), sleeps, true));
        bind("judgeSleep", JudgeSleep.first(site));
        bind("armNode", exchange -> {});
        bind("cordonNode", exchange -> act(exchange, "node.cordoned"));
        bind("drainNode", exchange -> act(exchange, "node.drained"));
        bind("judgeAgain", JudgeSleep.again(site));
        bind("suspendNode", new SuspendNode());
        bind("confirmAsleep", new ConfirmAsleep());
        bind("recordSleep", new RecordSleep());
        bind("explainFailure", new ExplainFailure());
        bind(
                "mine",
                exchange -> {
                    throw new IllegalStateException("a step of the user");
                });
        Properties properties = new Properties();
        properties.setProperty("sleep-node.enabled", "true");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.disableJMX();
        context.start();
        RouteLoader loader =
                new RouteLoader(
                        context,
                        new RouteFiles(new Overlay(Bundle.ofApplication(), Home.of(home))),
                        () -> Nodes.NONE);
        loader.sync();
        assertThat(loader.problems()).doesNotContainKey("sleep-node.camel.yaml");
    }

    private void bind(String name, Processor step) {
        context.getRegistry().bind(name, step);
    }

    private static void act(Exchange exchange, String step) {
        exchange.getVariable("sleep", SleepAttempt.class)
                .begin(step, "now", () -> CompletableFuture.completedFuture(null))
                .join();
    }

    private Exchange sleep() {
        return context.createProducerTemplate()
                .send(
                        "direct:sleep-node",
                        exchange -> {
                            exchange.setVariable("node", "storage");
                            exchange.setVariable("cause", "idle");
                        });
    }

    @AfterEach
    void close() {
        sleeps.close();
        context.stop();
    }

    @Test
    void putsANodeToSleep() throws Exception {
        start();

        assertThat(sleep().getVariable("sleepReport", SleepReport.class).outcome())
                .isEqualTo(new Outcome.Asleep());
        assertThat(site.undone()).isEmpty();
    }

    @Test
    void takesBackWhatWasDoneWhenAStepOfACopyOfTheUserThrows() throws Exception {
        String step = "        - process:\n            id: sleep-node.";
        String shipped =
                Bundle.ofApplication()
                        .files()
                        .getOrDefault("routes/sleep-node.camel.yaml", "nothing is shipped");
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(
                home.resolve("routes/sleep-node.camel.yaml"),
                shipped.replace(
                        step + "judge-again",
                        step + "mine\n            ref: mine\n" + step + "judge-again"));
        start();

        Exchange exchange = sleep();

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("failure")).isEqualTo("internal error, see the log");
        assertThat(exchange.getVariable("sleepReport", SleepReport.class).outcome())
                .isEqualTo(new Outcome.Failed("internal error, see the log"));
        await().until(() -> sleeps.underWay("storage").isEmpty());
        assertThat(site.undone()).containsExactly("node.drained", "node.cordoned");
        assertThat(site.backOffs).hasSize(1);
    }
}
