package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.WakeMethod;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever breaks around a wake, nobody waits for ever. */
@Timeout(60)
class BrokenPartsTest {
    private static final Duration DEADLINE = Duration.ofMillis(500);

    private static CompletableFuture<InetSocketAddress> ask(Wakes wakes, Node node) {
        WakeRequest request =
                new WakeRequest(
                        node, Optional.of(Site.WEB), "connect", "192.0.2.50", Optional.empty());
        return wakes.join(request)
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady();
                        });
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void clientsAreServedThoughTheLedgerBreaks() throws Exception {
        Site site =
                new Site() {
                    @Override
                    public CompletableFuture<Void> record(Event event) {
                        throw new IllegalStateException("broken ledger");
                    }
                };
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            assertThat(get(ask(wakes, site.node("storage"))).getPort()).isEqualTo(8096);
        }
    }

    @Test
    void clientsAreToldThatTheWakeFailedThoughTheLedgerBreaks() {
        Site site =
                new Site() {
                    @Override
                    public CompletableFuture<Void> record(Event event) {
                        throw new IllegalStateException("broken ledger");
                    }
                };
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            Node node = site.node("storage", DEADLINE, List.of("udp"));
            assertThatThrownBy(() -> get(ask(wakes, node)))
                    .hasRootCauseInstanceOf(WakeFailure.class);
        }
    }

    @Test
    void clientsAreToldWhenWhatWasSeenCannotBeNoted() {
        Site site =
                new Site() {
                    @Override
                    public void saw(Node node, State state) {
                        throw new IllegalStateException("broken states");
                    }
                };
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            CompletableFuture<InetSocketAddress> client = ask(wakes, site.node("storage"));
            assertThatThrownBy(() -> get(client)).hasRootCauseInstanceOf(WakeFailure.class);
        }
    }

    @Test
    void aQuestionThatBreaksIsRepeated() throws Exception {
        Site site =
                new Site() {
                    @Override
                    public CompletableFuture<Answer> service(
                            Node node, Service service, Duration patience) {
                        if (probes.incrementAndGet() < 4) {
                            throw new IllegalStateException("broken network");
                        }
                        return super.service(node, service, patience);
                    }
                };
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            assertThat(get(ask(wakes, site.node("storage"))).getPort()).isEqualTo(8096);
        }
    }

    @Test
    void aMethodWithoutAnAnswerIsAMethodThatFailed() {
        Site site = new Site();
        WakeMethod mute =
                new WakeMethod() {
                    @Override
                    public String name() {
                        return "mute";
                    }

                    @Override
                    @SuppressWarnings("NullAway") // a plugin may be written in any way
                    public CompletableFuture<MethodOutcome> ask(Node node) {
                        return CompletableFuture.completedFuture(null);
                    }
                };
        try (Wakes wakes = site.wakes(mute)) {
            Node node = site.node("storage", DEADLINE, List.of("mute"));
            assertThatThrownBy(() -> get(ask(wakes, node)))
                    .rootCause()
                    .hasMessageContaining("mute: failed, it said nothing");
        }
    }

    @Test
    void aLookThatIsNeverAnsweredEndsAllTheSame() {
        Site site =
                new Site() {
                    @Override
                    public CompletableFuture<Answer> service(
                            Node node, Service service, Duration patience) {
                        return new CompletableFuture<>();
                    }
                };
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            Node node = site.node("storage", DEADLINE, List.of("udp"));
            assertThatThrownBy(() -> get(ask(wakes, node)))
                    .hasRootCauseInstanceOf(WakeFailure.class);
            assertThatThrownBy(() -> get(ask(wakes, node)))
                    .hasRootCauseInstanceOf(WakeFailure.class);
        }
    }

    @Test
    void nobodyWaitsForAHostThatStopsBeforeTheyWereHeard() throws Exception {
        Site site = new Site();
        Node node = site.node("storage");
        Wakes wakes = site.wakes(site.method("udp"));
        List<CompletableFuture<InetSocketAddress>> clients =
                java.util.stream.IntStream.range(0, 2000).mapToObj(i -> ask(wakes, node)).toList();

        wakes.close();

        await().until(() -> clients.stream().allMatch(CompletableFuture::isDone));
    }
}
