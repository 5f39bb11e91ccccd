package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeActivity;
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
        Site site = busyWith("other", new CountDownLatch(1), busy);
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
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch slowStep = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        Site site = busyWith("gate", hangs, busy);
        site.answers.put("storage", Site.READY);
        site.answers.put("other", Site.READY);
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            CompletableFuture<Attempt> gate = wakes.join(request(site.node("gate")));
            assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
            // The engine is busy until the step is in place, so that never this thread runs it.
            CompletableFuture<Void> slow =
                    wakes.join(request(site.node("storage")))
                            .thenAccept(attempt -> awaitEnd(slowStep));
            assertThat(slow).isNotDone();
            busy.countDown();
            gate.get(10, TimeUnit.SECONDS);

            Attempt other = wakes.join(request(site.node("other"))).get(10, TimeUnit.SECONDS);
            other.serviceReady().get(10, TimeUnit.SECONDS);

            assertThat(slow).isNotDone();
            slowStep.countDown();
        }
    }

    @Test
    void whoeverWasServedHasUsedTheNode() throws Exception {
        Site site = new Site();
        try (Wakes wakes = site.wakes(site.waking("udp"))) {
            serve(wakes, request(site.node("storage")));
            awaitUse(site, "storage", "the wake for 192.0.2.50 (connect)");

            serve(
                    wakes,
                    new WakeRequest(
                            site.node("gamer", "storage"),
                            Optional.empty(),
                            "schedule",
                            "",
                            Optional.empty()));
            awaitUse(site, "gamer", "the wake for somebody (schedule)");
            awaitUse(site, "storage", "gamer (dependency) asked for it");
        }
    }

    @Test
    void whoMustNotWakeANodeHasNotUsedItEither() throws Exception {
        Site site = new Site();
        site.answers.put("storage", Site.READY);
        try (Wakes wakes = site.wakes(site.method("udp"))) {
            Node node = site.node("storage");
            serve(
                    wakes,
                    new WakeRequest(
                            node,
                            Optional.of(Site.WEB),
                            "connect",
                            "192.0.2.9",
                            Optional.of("it is ignored")));
            await().until(() -> site.requests("storage", "awake") == 1);
            // The engine notes things one after the other.
            site.answers.put("other", Site.READY);
            serve(wakes, request(site.node("other")));
            awaitUse(site, "other", "192.0.2.50 (connect) asked for it");
            assertThat(site.used.last("storage")).isEmpty();
        }
    }

    private static void serve(Wakes wakes, WakeRequest request) throws Exception {
        Attempt attempt = wakes.join(request).get(10, TimeUnit.SECONDS);
        attempt.send();
        attempt.serviceReady().get(10, TimeUnit.SECONDS);
        attempt.served();
    }

    private static void awaitUse(Site site, String node, String what) {
        await().until(
                        () -> site.used.last(node).map(NodeActivity.Use::what),
                        Optional.of(what)::equals);
    }

    /** A site whose engine, as {@code hangs} tells, hangs in the question after that node. */
    private static Site busyWith(String name, CountDownLatch hangs, CountDownLatch busy) {
        return new Site() {
            @Override
            public CompletableFuture<Answer> service(
                    Node node, Service service, Duration patience, Runnable signOfLife) {
                if (node.name().equals(name)) {
                    hangs.countDown();
                    awaitEnd(busy);
                }
                return super.service(node, service, patience, signOfLife);
            }
        };
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
