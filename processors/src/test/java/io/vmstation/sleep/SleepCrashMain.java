package io.vmstation.sleep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.node.Node;
import io.vmstation.spi.Event;
import io.vmstation.spi.SleepAttempt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Puts a node to sleep until a step is announced and has not acted yet, prints that, and waits to
 * be killed.
 */
public final class SleepCrashMain {
    private SleepCrashMain() {}

    /** Takes the state folder and the step. */
    public static void main(String[] arguments) throws Exception {
        SqliteLedger ledger =
                SqliteLedger.open(
                        Path.of(arguments[0]), Duration.ofDays(365), new SimpleMeterRegistry());
        SleepSite site =
                new SleepSite() {
                    @Override
                    public CompletableFuture<Void> record(Event event) {
                        return ledger.record(event);
                    }
                };
        site.send = node -> reached();
        Node node = SleepSite.node("storage");
        SleepRoute route = new SleepRoute(site, site.sleeps(), true, node);
        String step = arguments[1];
        if (!step.equals("suspend")) {
            String kind =
                    switch (step) {
                        case "arm" -> "node.armed";
                        case "cordon" -> "node.cordoned";
                        case "drain" -> "node.drained";
                        default -> throw new IllegalArgumentException(step);
                    };
            route.replace(step, new Announcing(kind));
        }
        var unused = route.start().call(node, "idle", false);
        Thread.currentThread().join();
    }

    private static <T> CompletableFuture<T> reached() {
        System.out.println("reached");
        return new CompletableFuture<>();
    }

    /** A step that gets no further than its announcement. */
    private static final class Announcing extends AsyncProcessorSupport {
        private final String kind;

        Announcing(String kind) {
            this.kind = kind;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            var unused =
                    exchange.getVariable("sleep", SleepAttempt.class)
                            .begin(kind, "now", () -> CompletableFuture.completedFuture(null))
                            .thenCompose(announced -> reached());
            return false;
        }
    }
}
