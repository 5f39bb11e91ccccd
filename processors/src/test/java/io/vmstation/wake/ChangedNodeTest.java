package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.MacAddress;
import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.MethodOutcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new configuration counts at once, for those who come after it. */
@Timeout(60)
class ChangedNodeTest {
    private static final MacAddress RIGHT = MacAddress.parse("02:00:00:00:00:99");

    private final Site site = new Site();
    private final Wakes wakes =
            site.wakes(
                    site.method(
                            "udp",
                            node -> {
                                if (node.macAddresses().contains(RIGHT)) {
                                    site.answers.put(node.name(), Site.READY);
                                }
                                return new MethodOutcome.Sent(1, "by lan0");
                            }));

    @AfterEach
    void close() {
        wakes.close();
    }

    private static Node corrected(Node node) {
        return TestNode.like(node).mac(RIGHT.text()).build();
    }

    private CompletableFuture<InetSocketAddress> ask(Node node) {
        return wakes.join(
                        new WakeRequest(
                                node,
                                Optional.of(Site.WEB),
                                "connect",
                                "192.0.2.50",
                                Optional.empty()))
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady();
                        });
    }

    @Test
    void aCorrectedMacAddressServesThoseWhoWaitAndThoseWhoCome() throws Exception {
        Node wrong = site.node("storage");
        CompletableFuture<InetSocketAddress> early = ask(wrong);
        await().until(() -> site.asked.size() > 2);

        CompletableFuture<InetSocketAddress> late = ask(corrected(wrong));

        late.get(10, TimeUnit.SECONDS);
        early.get(10, TimeUnit.SECONDS);
        assertThat(site.kinds().filter("wake.completed"::equals)).hasSizeBetween(1, 2);
    }

    @Test
    void aCorrectedNodeIsNotHeldToTheFailureOfTheWrongOne() throws Exception {
        Node wrong = site.node("storage", Duration.ofMillis(200), List.of("udp"));
        assertThatThrownBy(() -> ask(wrong).get(10, TimeUnit.SECONDS)).isNotNull();

        ask(corrected(wrong)).get(10, TimeUnit.SECONDS);
    }
}
