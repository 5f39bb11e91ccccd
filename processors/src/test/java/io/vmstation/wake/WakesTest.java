package io.vmstation.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Event;
import io.vmstation.spi.MethodOutcome;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.WakeMethod;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WakesTest {
    private final Site site = new Site();
    private Wakes wakes = site.wakes(site.waking("udp"));

    @AfterEach
    void close() {
        wakes.close();
    }

    /** The same site, woken in another way. */
    private void restart(WakeMethod... methods) {
        wakes.close();
        wakes = site.wakes(methods);
    }

    private static WakeRequest request(Node node, Service... service) {
        return new WakeRequest(
                node,
                service.length == 0 ? Optional.empty() : Optional.of(service[0]),
                "connect",
                "192.0.2.50",
                Optional.empty());
    }

    private CompletableFuture<InetSocketAddress> ask(WakeRequest request) {
        return wakes.join(request)
                .thenCompose(
                        attempt -> {
                            attempt.send();
                            return attempt.serviceReady()
                                    .whenComplete(
                                            (at, error) -> {
                                                if (error == null) {
                                                    attempt.served();
                                                } else {
                                                    attempt.abandoned(error);
                                                }
                                            });
                        });
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aNodeThatIsAwakeCostsOneProbeAndNoPacket() throws Exception {
        Node node = site.node("storage");
        site.answers.put("storage", Site.READY);

        assertThat(get(ask(request(node, Site.WEB))).getPort()).isEqualTo(8096);

        assertThat(site.probes).hasValue(1);
        assertThat(site.asked).isEmpty();
        assertThat(site.events).isEmpty();
        await().until(() -> site.requests("storage", "awake") == 1);
    }

    @Test
    void aSleepingNodeIsAskedToWakeAndServesWhenItsServiceIsReady() throws Exception {
        Node node = site.node("storage");

        get(ask(request(node, Site.WEB)));

        assertThat(site.asked).contains("udp storage");
        assertThat(site.kinds())
                .containsSubsequence(
                        "wake.requested",
                        "packet.sent",
                        "node.reachable",
                        "service.ready",
                        "wake.completed");
        assertThat(site.events).extracting(Event::wake).doesNotContain("").hasSizeGreaterThan(4);
        assertThat(site.events.stream().map(Event::wake).distinct()).hasSize(1);
        await().until(() -> site.requests("storage", "woken") == 1);
    }

    @Test
    void packetsGoOutBesideTheFirstProbeWhenTheNodeWasLastSeenAsleep() throws Exception {
        Node node = site.node("storage");
        site.states.put("storage", State.ASLEEP);
        site.headStart = Duration.ofHours(1);
        site.silence = Duration.ofHours(1);
        restart(site.waking("udp"));

        get(ask(request(node, Site.WEB)));

        assertThat(site.asked).contains("udp storage");
    }

    @Test
    void aNodeThatWasLastSeenAwakeGetsAHeadStart() throws Exception {
        Node node = site.node("storage");
        site.states.put("storage", State.AWAKE);
        site.headStart = Duration.ofHours(1);
        site.silence = Duration.ofHours(1);
        restart(site.waking("udp"));

        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> site.probes.get() > 2);
        assertThat(site.asked).isEmpty();
        site.answers.put("storage", Site.READY);
        get(client);

        assertThat(site.asked).isEmpty();
    }

    @Test
    void aNodeThatAcceptsAtOnceMayTakeItsTimeToAnswer() throws Exception {
        Node node = site.node("storage");
        site.states.put("storage", State.AWAKE);
        site.accepting = true;
        site.headStart = Duration.ofMillis(1);
        site.silence = Duration.ofHours(1);
        restart(site.waking("udp"));

        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> site.probes.get() > 5);
        site.answers.put("storage", Site.READY);
        get(client);

        assertThat(site.asked).isEmpty();
    }

    @Test
    void aThousandClientsMakeOneWakeAndAllAreServed() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        List<CompletableFuture<InetSocketAddress>> all =
                IntStream.range(0, 1000).mapToObj(i -> ask(request(node, Site.WEB))).toList();
        await().until(() -> site.asked.size() > 1);
        int probesForAll = site.probes.get();

        site.answers.put("storage", Site.READY);
        for (CompletableFuture<InetSocketAddress> one : all) {
            assertThat(get(one).getPort()).isEqualTo(8096);
        }

        assertThat(probesForAll).isLessThan(100);
        assertThat(site.kinds().filter("wake.requested"::equals)).hasSize(1);
        await().until(() -> site.requests("storage", "joined") == 999);
        assertThat(site.requests("storage", "woken")).isEqualTo(1);
        assertThat(site.meters.get("vmstation.wake.waiting").gauge().value()).isZero();
    }

    @Test
    void aRequestAfterTheWakeLooksAgainInsteadOfRemembering() throws Exception {
        Node node = site.node("storage");
        get(ask(request(node, Site.WEB)));
        site.answers.put("storage", Site.SILENT);

        get(ask(request(node, Site.WEB)));

        assertThat(site.kinds().filter("wake.completed"::equals)).hasSize(2);
    }

    @Test
    void stepsOverMethodsThatCannotWorkHere() throws Exception {
        Node node = site.node("storage", Duration.ofSeconds(30), List.of("raw", "tool", "udp"));
        restart(
                site.method("raw", n -> new MethodOutcome.Unavailable("needs CAP_NET_RAW")),
                site.method(
                        "tool",
                        n -> {
                            throw new IllegalStateException("broken tool");
                        }),
                site.waking("udp"));

        get(ask(request(node, Site.WEB)));

        assertThat(site.asked.subList(0, 3))
                .containsExactly("raw storage", "tool storage", "udp storage");
    }

    @Test
    void climbsOneRungMoreEachTimeNothingAnswers() throws Exception {
        Node node = site.node("storage", Duration.ofSeconds(30), List.of("a", "b", "c"));
        restart(site.method("a"), site.method("b"), site.waking("c"));

        get(ask(request(node, Site.WEB)));

        assertThat(site.asked.subList(0, 6))
                .containsExactly(
                        "a storage",
                        "a storage",
                        "b storage",
                        "a storage",
                        "b storage",
                        "c storage");
    }

    @Test
    void failsWithAllReasonsWhenNotOneMethodCanAsk() {
        Node node = site.node("storage", Duration.ofSeconds(30), List.of("raw", "tool"));
        restart(
                site.method("raw", n -> new MethodOutcome.Unavailable("needs CAP_NET_RAW")),
                site.method("tool", n -> new MethodOutcome.Failed("exit code 1")));

        assertThatThrownBy(() -> get(ask(request(node, Site.WEB))))
                .hasRootCauseMessage(
                        "Node storage: nothing could be sent: raw: cannot be used here, needs"
                                + " CAP_NET_RAW; tool: failed, exit code 1");
        assertThat(site.kinds()).contains("wake.failed");
        assertThat(site.states).containsEntry("storage", State.FAILED);
    }

    @Test
    void failsAtTheDeadlineAndNamesWhatWasTried() {
        Node node = site.node("storage", Duration.ofMillis(300), List.of("udp"));
        restart(site.method("udp"));

        assertThatThrownBy(() -> get(ask(request(node, Site.WEB))))
                .rootCause()
                .hasMessageStartingWith("Node storage: did not answer within 300ms (udp: ")
                .hasMessageEndingWith(" packets, by lan0)");
    }

    @Test
    void saysThatThePortAcceptsButTheServiceIsNotReady() {
        Node node = site.node("storage", Duration.ofMillis(300), List.of("udp"));
        restart(
                site.method(
                        "udp",
                        n -> {
                            site.answers.put("storage", new Answer.PortAccepts("status 503"));
                            return new MethodOutcome.Sent(1, "by lan0");
                        }));

        assertThatThrownBy(() -> get(ask(request(node, Site.WEB))))
                .hasRootCauseMessage(
                        "Node storage: service web (port 8096) was not ready within 300ms: status"
                                + " 503");
        assertThat(site.events.get(site.events.size() - 1).details())
                .containsEntry("stage", "service");
    }

    @Test
    void stopsAskingOnceAMachineThatWasSilentAnswers() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> site.asked.size() > 2);

        site.answers.put("storage", new Answer.AddressAnswers("connection refused"));
        await().until(() -> site.kinds().anyMatch("node.reachable"::equals));
        int askedSoFar = site.asked.size();
        int probesSoFar = site.probes.get();
        await().until(() -> site.probes.get() > probesSoFar + 5);
        assertThat(site.asked.size()).isLessThanOrEqualTo(askedSoFar + 1);

        site.answers.put("storage", Site.READY);
        get(client);
    }

    @Test
    void asksAgainWhenTheMachineFallsAsleepBeforeItsServiceIsReady() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> site.asked.size() > 1);
        site.answers.put("storage", new Answer.AddressAnswers("connection refused"));
        await().until(() -> site.kinds().anyMatch("node.reachable"::equals));

        site.answers.put("storage", Site.SILENT);
        int askedSoFar = site.asked.size();
        await().until(() -> site.asked.size() > askedSoFar + 3);

        site.answers.put("storage", Site.READY);
        get(client);
    }

    @Test
    void goesOnAskingWhenSomethingAnswersInTheNameOfASleepingMachine() throws Exception {
        Node node = site.node("storage");
        site.answers.put("storage", new Answer.AddressAnswers("connection refused"));
        restart(site.method("udp"));

        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));

        await().until(() -> site.asked.size() > 3);
        site.answers.put("storage", Site.READY);
        get(client);
    }

    @Test
    void requestsForDifferentServicesShareOneWakeAndWaitForTheirOwn() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> web = ask(request(node, Site.WEB));
        CompletableFuture<InetSocketAddress> ssh = ask(request(node, Site.SSH));
        await().until(() -> site.asked.size() > 1);

        site.answers.put("storage/ssh", Site.READY);
        get(ssh);
        assertThat(web).isNotDone();
        site.answers.put("storage/web", Site.READY);
        get(web);

        assertThat(site.kinds().filter("wake.requested"::equals)).hasSize(1);
    }

    @Test
    void aMachineAloneMayBeAskedFor() throws Exception {
        get(ask(request(site.node("storage"))));

        assertThat(site.asked).contains("udp storage");
    }

    @Test
    void afterAFailedWakeAStormOfClientsSendsNothing() {
        Node node = site.node("storage", Duration.ofMillis(200), List.of("udp"));
        restart(site.method("udp"));
        assertThatThrownBy(() -> get(ask(request(node, Site.WEB)))).isNotNull();
        int sent = site.asked.size();

        List<CompletableFuture<InetSocketAddress>> storm =
                IntStream.range(0, 50).mapToObj(i -> ask(request(node, Site.WEB))).toList();

        for (CompletableFuture<InetSocketAddress> one : storm) {
            assertThatThrownBy(() -> get(one))
                    .rootCause()
                    .hasMessageContaining("it is asked again in ");
        }
        assertThat(site.asked).hasSize(sent);
        await().until(() -> site.requests("storage", "cooling-down") == 50);
    }

    @Test
    void aNodeThatCameUpByItselfIsServedWithinTheCoolDown() throws Exception {
        Node node = site.node("storage", Duration.ofMillis(200), List.of("udp"));
        restart(site.method("udp"));
        assertThatThrownBy(() -> get(ask(request(node, Site.WEB)))).isNotNull();

        site.answers.put("storage", Site.READY);

        get(ask(request(node, Site.WEB)));
    }

    @Test
    void anIgnoredSourceIsServedByANodeThatIsAwakeAndNeverWakesOne() throws Exception {
        Node node = site.node("storage");
        WakeRequest scraper =
                new WakeRequest(
                        node,
                        Optional.of(Site.WEB),
                        "connect",
                        "192.0.2.9",
                        Optional.of("the source 192.0.2.9 is ignored"));

        assertThatThrownBy(() -> get(ask(scraper)))
                .hasRootCauseMessage("Node storage is asleep, and the source 192.0.2.9 is ignored");
        assertThat(site.asked).isEmpty();
        assertThat(site.kinds()).containsExactly("source.ignored");

        site.answers.put("storage", Site.READY);
        get(ask(scraper));
    }

    @Test
    void anIgnoredSourceThatIsServedIsNotCalledIgnored() throws Exception {
        Node node = site.node("storage");
        site.answers.put("storage", Site.READY);

        get(
                ask(
                        new WakeRequest(
                                node,
                                Optional.of(Site.WEB),
                                "connect",
                                "192.0.2.9",
                                Optional.of("the source 192.0.2.9 is ignored"))));

        assertThat(site.events).isEmpty();
        await().until(() -> site.requests("storage", "awake") == 1);
    }

    @Test
    void aStormWithinTheCoolDownSharesOneLook() {
        Node node = site.node("storage", Duration.ofMillis(200), List.of("udp"));
        site.silence = Duration.ofMillis(500);
        restart(site.method("udp"));
        assertThatThrownBy(() -> get(ask(request(node, Site.WEB)))).isNotNull();
        int probesBefore = site.probes.get();

        List<CompletableFuture<InetSocketAddress>> storm =
                IntStream.range(0, 500).mapToObj(i -> ask(request(node, Site.WEB))).toList();
        for (CompletableFuture<InetSocketAddress> one : storm) {
            assertThatThrownBy(() -> get(one)).isNotNull();
        }

        assertThat(site.probes.get() - probesBefore).isLessThan(100);
    }

    @Test
    void aStormOfClientsLeavesRoomInTheLedgerForTheEndOfTheWake() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> first = ask(request(node, Site.WEB));
        await().until(() -> !site.asked.isEmpty());
        for (int i = 0; i < 2000; i++) {
            var unused = ask(request(node, Site.WEB));
        }
        await().until(() -> site.meters.get("vmstation.wake.waiting").gauge().value() == 2001);

        site.answers.put("storage", Site.READY);
        get(first);

        assertThat(site.kinds().filter("wake.joined"::equals)).hasSize(256);
    }

    @Test
    void routesCannotGrowTheMetricsWithTheirCauses() throws Exception {
        Node node = site.node("storage");
        site.answers.put("storage", Site.READY);
        for (int i = 0; i < 100; i++) {
            get(
                    ask(
                            new WakeRequest(
                                    node,
                                    Optional.of(Site.WEB),
                                    "cause-" + i,
                                    "192.0.2.9",
                                    Optional.empty())));
        }

        await().until(() -> site.requests("storage", "awake") == 100);
        assertThat(site.meters.find("vmstation.wake.requests").counters()).hasSize(51);
    }

    @Test
    void aScraperIsNotedOnceAndCountedEachTime() {
        Node node = site.node("storage");
        WakeRequest scraper =
                new WakeRequest(
                        node,
                        Optional.of(Site.WEB),
                        "connect",
                        "192.0.2.9",
                        Optional.of("the source 192.0.2.9 is ignored"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> get(ask(scraper))).isNotNull();
        }

        assertThat(site.kinds()).containsExactly("source.ignored");
        await().until(() -> site.requests("storage", "ignored") == 3);
    }

    @Test
    void whatANodeDependsOnIsAwakeBeforeTheNodeIsAsked() throws Exception {
        site.node("storage");
        site.node("switch");
        Node app = site.node("app", "storage", "switch/ssh");
        restart(
                site.method(
                        "udp",
                        n -> {
                            if (n.name().equals("app")) {
                                assertThat(site.answers).containsKey("storage");
                                assertThat(site.answers).containsKey("switch");
                            }
                            site.answers.put(n.name(), Site.READY);
                            return new MethodOutcome.Sent(1, "by lan0");
                        }));

        get(ask(request(app, Site.WEB)));

        assertThat(site.asked.subList(0, 2)).containsExactlyInAnyOrder("udp storage", "udp switch");
        assertThat(site.asked.indexOf("udp app")).isGreaterThan(1);
    }

    @Test
    void aNodeIsNotAskedWhenWhatItNeedsCannotBeWoken() {
        site.node("storage", Duration.ofMillis(200), List.of("udp"));
        Node app = site.node("app", "storage");
        restart(site.method("udp"));

        assertThatThrownBy(() -> get(ask(request(app, Site.WEB))))
                .rootCause()
                .hasMessageStartingWith(
                        "Node app: it needs a node that could not be woken: Node storage: did not"
                                + " answer");
        assertThat(site.asked).doesNotContain("udp app");
    }

    @Test
    void learnsHowLongANodeTakes() throws Exception {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> site.asked.size() > 3);
        site.answers.put("storage", Site.READY);
        get(client);

        await().until(() -> site.times.typical("storage").isPresent());
    }

    @Test
    void everybodyWhoWaitsIsToldWhenTheHostStops() {
        Node node = site.node("storage");
        restart(site.method("udp"));
        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> !site.asked.isEmpty());

        wakes.close();

        assertThatThrownBy(() -> get(client))
                .hasRootCauseMessage("Node storage: the host is stopping");
        wakes = site.wakes(site.method("udp"));
    }

    @Test
    void whoMayWakeIsToldToTheGuardBeforeTheNodeIsLookedAt() throws Exception {
        Node node = site.node("storage");
        CompletableFuture<Void> down = new CompletableFuture<>();
        List<String> told = new CopyOnWriteArrayList<>();
        site.guard =
                (asked, cause, source) -> {
                    told.add(asked.name() + " " + cause + " " + source);
                    return down;
                };
        restart(site.waking("udp"));

        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("storage connect 192.0.2.50");
        assertThat(wakes.isWanted(node)).isTrue();
        assertThat(site.probes).hasValue(0);
        assertThat(site.asked).isEmpty();

        down.complete(null);
        get(client);
        await().until(() -> !wakes.isWanted(node));
    }

    @Test
    void whoMayNotWakeIsNeverToldToTheGuard() {
        Node node = site.node("storage");
        site.guard =
                (asked, cause, source) -> {
                    throw new AssertionError("told of " + source);
                };
        restart(site.waking("udp"));
        WakeRequest ignored =
                new WakeRequest(
                        node,
                        Optional.of(Site.WEB),
                        "connect",
                        "192.0.2.63",
                        Optional.of("it is a scraper"));

        assertThatThrownBy(() -> get(ask(ignored))).hasMessageContaining("it is a scraper");
        assertThat(wakes.isWanted(node)).isFalse();
    }

    @Test
    void aNodeThatOthersNeedIsToldToTheGuardToo() throws Exception {
        site.node("nas");
        Node node = site.node("storage", "nas");
        List<String> told = new CopyOnWriteArrayList<>();
        site.guard =
                (asked, cause, source) -> {
                    told.add(asked.name() + " " + cause + " " + source);
                    return CompletableFuture.completedFuture(null);
                };
        restart(site.waking("udp"));

        get(ask(request(node, Site.WEB)));

        assertThat(told).contains("nas dependency storage");
    }

    @Test
    void whoWaitsForTheGuardIsTurnedAwayWhenTheHostStops() throws Exception {
        Node node = site.node("storage");
        CompletableFuture<Void> asked = new CompletableFuture<>();
        site.guard =
                (n, cause, source) -> {
                    asked.complete(null);
                    return new CompletableFuture<>();
                };
        restart(site.waking("udp"));
        CompletableFuture<InetSocketAddress> client = ask(request(node, Site.WEB));
        get(asked);

        wakes.close();

        assertThatThrownBy(() -> get(client)).hasMessageContaining("The host is stopping");
        assertThat(wakes.isWanted(node)).isFalse();
    }

    @Test
    void aBrokenGuardKeepsNobodyFromBeingServed() throws Exception {
        Node node = site.node("storage");
        site.guard =
                (n, cause, source) -> {
                    throw new IllegalStateException("broken");
                };
        restart(site.waking("udp"));

        assertThat(get(ask(request(node, Site.WEB)))).isNotNull();
    }
}
