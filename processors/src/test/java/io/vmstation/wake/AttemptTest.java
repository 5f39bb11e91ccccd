package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AttemptTest {
    private static WakeRequest request(Node node) {
        return new WakeRequest(
                node, Optional.of(Site.WEB), "connect", "192.0.2.50", Optional.empty());
    }

    @Test
    void aRequestThatWasServedIsCountedSoHoweverBusyTheEngineIs() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Site site =
                new Site() {
                    @Override
                    public CompletableFuture<Answer> service(
                            Node node, Service service, Duration patience) {
                        if (node.name().equals("other")) {
                            awaitEnd(busy);
                        }
                        return super.service(node, service, patience);
                    }
                };
        site.answers.put("storage", Site.READY);
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            Attempt attempt = wakes.join(request(site.node("storage"))).get(10, TimeUnit.SECONDS);
            attempt.serviceReady().get(10, TimeUnit.SECONDS);
            CompletableFuture<Attempt> other = wakes.join(request(site.node("other")));

            attempt.served();
            attempt.abandoned(new IllegalStateException("the exchange has ended"));
            busy.countDown();
            other.get(10, TimeUnit.SECONDS);

            await().until(() -> site.requests("storage", "awake") == 1);
            assertThat(site.requests("storage", "failed")).isZero();
        }
    }

    @Test
    void stepsAfterJoiningDoNotHoldUpTheEngine() throws Exception {
        Site site = new Site();
        CountDownLatch slowStep = new CountDownLatch(1);
        site.answers.put("storage", Site.READY);
        site.answers.put("other", Site.READY);
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            WakeRequest request = request(site.node("storage"));
            CompletableFuture<Void> slow =
                    wakes.join(request).thenAccept(attempt -> awaitEnd(slowStep));

            Attempt other = wakes.join(request(site.node("other"))).get(10, TimeUnit.SECONDS);
            other.serviceReady().get(10, TimeUnit.SECONDS);

            assertThat(slow).isNotDone();
            slowStep.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
