package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.MethodOutcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wake that fails says what others know of the reason, and nobody waits for that. */
@Timeout(60)
class WhyItFailedTest {
    private static final String REASON = "its BMC says that the power is off";

    private final Site site = new Site();
    private final List<Instant> asked = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    private final Node node = site.node("storage", Duration.ofMillis(800), List.of("udp"));

    WhyItFailedTest() {
        site.diagnosis =
                (about, since) -> {
                    asked.add(since);
                    return answer;
                };
    }

    private Wakes wakes = site.wakes(site.method("udp"));

    @AfterEach
    void close() {
        wakes.close();
    }

    private CompletableFuture<InetSocketAddress> ask(Wakes of) {
        WakeRequest request =
                new WakeRequest(
                        node, Optional.of(Site.WEB), "connect", "192.0.2.50", Optional.empty());
        return of.join(request)
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady();
                        });
    }

    private Wakes restart(Wakes other) {
        wakes.close();
        wakes = other;
        return other;
    }

    private String recordedReason() {
        return site.events.stream()
                .filter(event -> event.kind().equals("wake.failed"))
                .map(event -> event.details().getOrDefault("reason", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void clientsAndLedgerHearTheReason() {
        answer.complete(Optional.of(REASON));
        Instant before = Instant.now();

        assertThatThrownBy(
                        () ->
                                ask(restart(site.wakes(site.method("udp"))))
                                        .get(30, TimeUnit.SECONDS))
                .rootCause()
                .hasMessageStartingWith("Node storage: did not answer within 800ms (udp: ")
                .hasMessageEndingWith("; " + REASON);

        assertThat(recordedReason()).endsWith("; " + REASON);
        assertThat(asked)
                .singleElement()
                .satisfies(at -> assertThat(at).isBetween(before, Instant.now()));
    }

    @Test
    void whoComesDuringTheCoolDownHearsItToo() {
        answer.complete(Optional.of(REASON));
        Wakes running = restart(site.wakes(site.method("udp")));
        assertThatThrownBy(() -> ask(running).get(30, TimeUnit.SECONDS)).isNotNull();

        assertThatThrownBy(() -> ask(running).get(30, TimeUnit.SECONDS))
                .rootCause()
                .hasMessageContaining(REASON + "; it is asked again in ");
    }

    @Test
    void anAnswerThatDoesNotComeHoldsUpNobody() {
        assertThatThrownBy(
                        () ->
                                ask(restart(site.wakes(site.method("udp"))))
                                        .get(30, TimeUnit.SECONDS))
                .rootCause()
                .hasMessageEndingWith(" packets, by lan0)");
        assertThat(asked).hasSize(1);

        answer.complete(Optional.of(REASON));
        assertThat(recordedReason()).doesNotContain("BMC");
    }

    @Test
    void whoFailsToAnswerIsNoReason() {
        answer.completeExceptionally(new IllegalStateException("broken"));

        assertThatThrownBy(
                        () ->
                                ask(restart(site.wakes(site.method("udp"))))
                                        .get(30, TimeUnit.SECONDS))
                .rootCause()
                .hasMessageEndingWith(" packets, by lan0)");
    }

    @Test
    void nobodyIsAskedAboutANodeThatAnswers() {
        Wakes running =
                restart(
                        site.wakes(
                                site.method(
                                        "udp",
                                        about -> {
                                            site.answers.put(
                                                    "storage",
                                                    new Answer.PortAccepts("status 503"));
                                            return new MethodOutcome.Sent(1, "by lan0");
                                        })));

        assertThatThrownBy(() -> ask(running).get(30, TimeUnit.SECONDS))
                .rootCause()
                .hasMessageEndingWith("was not ready within 800ms: status 503");
        assertThat(asked).isEmpty();
    }

    @Test
    void nobodyIsAskedAboutANodeThatWakesInTime() throws Exception {
        assertThat(ask(restart(site.wakes(site.waking("udp")))).get(30, TimeUnit.SECONDS))
                .isNotNull();

        await().during(Duration.ofMillis(100)).until(asked::isEmpty);
    }
}
