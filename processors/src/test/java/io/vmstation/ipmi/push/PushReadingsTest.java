package io.vmstation.ipmi.push;

import static io.vmstation.ipmi.push.TestReadings.warm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PushReadingsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void goesOnWhenAllIsSentAndHoldsNoThreadUntilThen() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver();
                Sender sender = new Sender(Sender.pushgateway(receiver.at("")))) {
            exchange.getMessage()
                    .setBody(
                            new CollectedReadings(
                                    Map.of("storage", warm(NOON, 42)), Set.of("storage")));
            CountDownLatch done = new CountDownLatch(1);

            boolean sync =
                    new PushReadings(sender.push).process(exchange, doneSync -> done.countDown());

            assertThat(sync).isFalse();
            done.await();
            assertThat(exchange.getException()).isNull();
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void aReceiverThatIsNotThereIsNoFailureOfTheRoute() throws Exception {
        ScriptedReceiver receiver = new ScriptedReceiver();
        receiver.close();
        try (Sender sender = new Sender(Sender.pushgateway(receiver.at("")))) {
            exchange.getMessage()
                    .setBody(
                            new CollectedReadings(
                                    Map.of("storage", warm(NOON, 42)), Set.of("storage")));
            CountDownLatch done = new CountDownLatch(1);
            new PushReadings(sender.push).process(exchange, doneSync -> done.countDown());

            done.await();
            assertThat(exchange.getException()).isNull();
            await().until(() -> sender.count("pushgateway", "missed") > 0);
        }
    }

    @Test
    void withoutReadingsItSaysWhatIsMissing() {
        Sender sender = new Sender(Sender.pushgateway(URI.create("http://127.0.0.1:9")));
        CountDownLatch done = new CountDownLatch(1);
        new PushReadings(sender.push).process(exchange, doneSync -> done.countDown());

        assertThat(exchange.getException()).hasMessageContaining("collectReadings");
        assertThat(done.getCount()).isZero();
        sender.close();
    }
}
