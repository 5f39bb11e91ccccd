package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestObjects.deployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.TestNode;
import io.vmstation.spi.ExchangeVariables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keeps nodes from staying cordoned by us. */
@Timeout(60)
class CordonKeeperTest {
    private static final String MARK = "vmstation.io/cordoned-by";

    @TempDir Path folder;
    private TestCluster cluster;
    private TestSite site;

    @BeforeEach
    void start() {
        cluster = new TestCluster(folder);
        site = new TestSite(cluster.connect());
    }

    @AfterEach
    void stop() {
        site.close();
        cluster.close();
    }

    private void awaitOpen() {
        await().untilAsserted(
                        () -> {
                            assertThat(cluster.isUnschedulable()).isFalse();
                            assertThat(cluster.annotations()).doesNotContainKey(MARK);
                        });
    }

    /** What the route wake-node does once a client can be served. */
    private void clientIsServed() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(ExchangeVariables.NODE, "storage");
        exchange.setVariable(ExchangeVariables.CAUSE, "connect");
        exchange.setVariable(ExchangeVariables.SOURCE, "192.0.2.7");
        new UncordonNode(site::nodes, site.keeper()).process(exchange);
        assertThat(exchange.getException()).isNull();
    }

    private void awaitRequest(String part) {
        await().until(() -> cluster.api().calls().stream().anyMatch(c -> c.path().contains(part)));
    }

    @Test
    void uncordonsAWokenNodeOnceTheClusterCallsItReady() {
        site.sleeps();
        cluster.ready(false);
        site.awake = true;
        clientIsServed();
        awaitRequest("watch=true");
        assertThat(cluster.isUnschedulable()).isTrue();
        int asked = cluster.api().calls().size();

        cluster.ready(true);

        awaitOpen();
        assertThat(cluster.api().calls().stream().skip(asked))
                .noneMatch(c -> c.path().contains("watch"));
        await().untilAsserted(
                        () ->
                                assertThat(site.events)
                                        .filteredOn(e -> e.kind().equals("node.uncordoned"))
                                        .singleElement()
                                        .satisfies(
                                                event -> {
                                                    assertThat(event.cause()).isEqualTo("connect");
                                                    assertThat(event.source())
                                                            .isEqualTo("192.0.2.7");
                                                }));
    }

    @Test
    void manyClientsAtOnceMakeOneWayBack() {
        site.sleeps();
        cluster.ready(false);
        site.awake = true;

        for (int i = 0; i < 50; i++) {
            clientIsServed();
        }
        awaitRequest("watch=true");
        cluster.ready(true);
        awaitOpen();

        assertThat(cluster.api().calls()).filteredOn(c -> c.path().contains("watch")).hasSize(1);
        await().until(() -> site.kinds().contains("node.uncordoned"));
        assertThat(site.kinds()).containsOnlyOnce("node.uncordoned");
    }

    @Test
    void aNodeThatHoldsNothingOfOursIsAskedAboutOnlyOnce() {
        clientIsServed();
        awaitRequest("/nodes/" + NODE);
        await().untilAsserted(
                        () -> {
                            int asked = cluster.api().calls().size();
                            clientIsServed();
                            assertThat(cluster.api().calls()).hasSize(asked);
                        });

        assertThat(cluster.api().changes()).isEmpty();
        assertThat(site.events).isEmpty();
    }

    @Test
    void theCordonOfAnOperatorStays() {
        cluster.cordonedByHand(true);
        site.sleeps();

        site.wakes();
        awaitRequest("/nodes/" + NODE);
        site.keeper().departs(site.node).join();

        assertThat(cluster.isUnschedulable()).isTrue();
    }

    @Test
    void anOperatorWhoTookTheCordonOverKeepsIt() {
        site.sleeps();
        cluster.edit(
                node ->
                        node.edit()
                                .editMetadata()
                                .addToAnnotations(MARK, "alice")
                                .endMetadata()
                                .build());

        site.wakes();
        awaitRequest("/nodes/" + NODE);
        site.keeper().departs(site.node).join();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.annotations()).containsEntry(MARK, "alice");
    }

    @Test
    void afterAnOperatorUncordonedItOnlyTheMarkIsTakenAway() {
        site.sleeps();
        cluster.cordonedByHand(false);

        site.wakes();

        awaitOpen();
        assertThat(site.kinds()).doesNotContain("node.uncordoned");
    }

    @Test
    void theNextStartRepairsANodeThatAKilledProcessLeftCordoned() {
        site.attempt().step(site.cordonNode()).join();
        site.close();

        try (TestSite next = new TestSite(cluster.connect())) {
            next.keeper().start();

            awaitOpen();
            await().until(() -> next.kinds().contains("node.uncordoned"));
            CatalogueAssertions.assertCatalogued(
                    next.meters, "vmstation_kubernetes_uncordon_pending");
        }
    }

    @Test
    void theNextStartLeavesANodeThatSleeps() {
        site.sleeps();
        site.close();
        cluster.api().forgetCalls();

        try (TestSite next = new TestSite(cluster.connect())) {
            next.awake = false;
            next.keeper().start();
            awaitRequest("/nodes");
            await().until(() -> next.pendingGauge() == 0);
            assertThat(cluster.isUnschedulable()).isTrue();

            next.wakes();

            awaitOpen();
        }
    }

    @Test
    void aNodeThatIsBeingPutToSleepIsLeftAlone() {
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        cluster.api().forgetCalls();

        site.keeper().start();
        awaitRequest("/nodes");
        site.wakes();
        clientIsServed();
        attempt.step(site.drainNode()).join();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.api().changes()).isEmpty();
    }

    @Test
    void aNodeOnItsWayDownIsLeftAloneThoughTheRouteOfItsAttemptHasEnded() {
        site.sleeps();
        site.goingDown = true;
        site.awake = true;
        site.keeper().sighted(site.node);
        clientIsServed();
        site.keeper().takeBack(site.node, "attempt").join();

        assertThat(cluster.isUnschedulable()).isTrue();

        site.goingDown = false;
        site.keeper().sighted(site.node);
        awaitOpen();
    }

    @Test
    void aNodeThatIsNoLongerConfiguredDoesNotStayCordoned() {
        site.sleeps();
        cluster.api().fail(call -> true, 503, "unavailable-503");
        site.awake = true;
        site.keeper().sighted(site.node);
        await().until(() -> site.keeper().problems().containsKey("storage"));

        site.configured = false;
        cluster.api().heal();

        awaitOpen();
        await().until(() -> site.keeper().problems().isEmpty());
    }

    @Test
    void aSleepAttemptEndsTheWaitForReadiness() {
        site.sleeps();
        cluster.ready(false);
        site.wakes();
        awaitRequest("watch=true");

        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        cluster.ready(true);
        attempt.step(site.drainNode()).join();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(site.keeper().problems()).isEmpty();
    }

    @Test
    void anApiServerThatIsAwayHoldsUpNobodyAndIsTriedUntilItIsBack() {
        site.keeper().start();
        await().until(() -> site.pendingGauge() == 0);
        site.sleeps();
        cluster.api().fail(call -> true, 503, "unavailable-503");
        site.awake = true;

        clientIsServed();

        await().untilAsserted(
                        () -> {
                            assertThat(site.keeper().problems().get("storage"))
                                    .contains("the Kubernetes API at localhost:")
                                    .contains("apiserver not ready");
                            assertThat(site.pendingGauge()).isEqualTo(1);
                        });
        cluster.api().heal();
        awaitOpen();
        await().untilAsserted(
                        () -> {
                            assertThat(site.keeper().problems()).isEmpty();
                            assertThat(site.pendingGauge()).isZero();
                        });
    }

    @Test
    void aServerThatCannotBeReachedAtStartIsAProblemThatEnds() {
        cluster.api().fail(call -> true, 503, "unavailable-503");
        try (TestSite blind =
                new TestSite(cluster.connect(), Duration.ofSeconds(30), Duration.ofMillis(50))) {
            blind.keeper().start();
            await().untilAsserted(
                            () -> assertThat(blind.keeper().problems()).containsKey("cluster"));

            cluster.api().heal();

            await().untilAsserted(() -> assertThat(blind.keeper().problems()).isEmpty());
        }
    }

    @Test
    void aNodeThatIsNotReadyInTimeIsAProblemUntilItIs() {
        try (TestSite impatient = new TestSite(cluster.connect(), Duration.ofMillis(300))) {
            impatient.sleeps();
            cluster.ready(false);
            impatient.wakes();
            await().untilAsserted(
                            () ->
                                    assertThat(impatient.keeper().problems())
                                            .hasEntrySatisfying(
                                                    "storage",
                                                    it ->
                                                            assertThat(it)
                                                                    .contains(
                                                                            "is not ready in the cluster")));

            cluster.ready(true);

            awaitOpen();
        }
    }

    @Test
    void aNodeThatFallsAsleepAgainBeforeItIsReadyWaitsForNothing() {
        try (TestSite impatient = new TestSite(cluster.connect(), Duration.ofMillis(300))) {
            impatient.sleeps();
            cluster.ready(false);
            impatient.wakes();
            await().until(() -> !impatient.keeper().problems().isEmpty());

            impatient.awake = false;

            await().untilAsserted(() -> assertThat(impatient.keeper().problems()).isEmpty());
            assertThat(cluster.isUnschedulable()).isTrue();
        }
    }

    @Test
    void aWatchWhoseHistoryIsGoneBeginsAnew() {
        site.sleeps();
        cluster.ready(false);
        AtomicInteger watches = new AtomicInteger();
        cluster.api()
                .fail(
                        call ->
                                call.path().contains("watch=true")
                                        && watches.getAndIncrement() == 0,
                        new MockResponse().withWebSocketUpgrade(new GoneListener()));
        site.wakes();
        await().until(() -> watches.get() > 1);

        cluster.ready(true);

        awaitOpen();
    }

    /** {@code 410 Gone} comes as an event of a watch that was accepted. */
    private static final class GoneListener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, Response response) {
            socket.send("{\"type\":\"ERROR\",\"object\":" + TestCluster.recorded("gone-410") + "}");
        }
    }

    @Test
    void aWatchThatBreaksOffBeginsAnew() {
        site.sleeps();
        cluster.ready(false);
        AtomicInteger watches = new AtomicInteger();
        cluster.api()
                .fail(
                        call ->
                                call.path().contains("watch=true")
                                        && watches.getAndIncrement() == 0,
                        new MockResponse().withWebSocketUpgrade(new BreakingListener()));
        site.wakes();
        await().until(() -> watches.get() > 1);

        cluster.ready(true);

        awaitOpen();
    }

    private static final class BreakingListener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, Response response) {
            socket.close(1011, "the server is shutting down");
        }
    }

    @Test
    void workloadsThatTheUserWaitsForAreReportedWhenTheyAreReady() {
        cluster.create(deployment("jellyfin", 1));
        site.node = TestNode.like(site.node).awaitWorkloads("media/jellyfin").build();
        site.sleeps();
        site.wakes();
        awaitRequest("deployments");
        await().until(() -> site.kinds().contains("node.uncordoned"));
        assertThat(site.kinds()).doesNotContain("workloads.ready");

        jellyfinRuns();

        await().until(() -> site.kinds().contains("workloads.ready"));
        assertThat(site.keeper().problems()).isEmpty();
    }

    @Test
    void aWorkloadThatDoesNotStartIsReportedAndHoldsUpNothing() {
        cluster.create(deployment("jellyfin", 1));
        try (TestSite impatient = new TestSite(cluster.connect(), Duration.ofMillis(300))) {
            impatient.node = TestNode.like(impatient.node).awaitWorkloads("media/jellyfin").build();
            impatient.sleeps();
            impatient.wakes();

            await().until(() -> impatient.kinds().contains("workloads.missed"));
            awaitOpen();
            assertThat(impatient.keeper().problems()).isEmpty();
        }
    }

    private void jellyfinRuns() {
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace("media")
                .withName("jellyfin")
                .edit(
                        it ->
                                it.edit()
                                        .withNewStatus()
                                        .withObservedGeneration(
                                                it.getMetadata().getGeneration() + 10)
                                        .withReadyReplicas(1)
                                        .endStatus()
                                        .build());
    }

    @Test
    void missingRightsAreAProblemThatNamesThem() {
        cluster.api().fail(call -> call.path().endsWith("/nodes"), 403, "forbidden-403");

        site.keeper().start();

        await().untilAsserted(
                        () ->
                                assertThat(site.keeper().problems())
                                        .hasEntrySatisfying(
                                                "cluster",
                                                it ->
                                                        assertThat(it)
                                                                .contains(
                                                                        "is forbidden: User",
                                                                        "manifests/vmstation/")));
    }

    @Test
    void aHostThatStopsEndsWhatIsUnderWayAndLeavesTheMarksForTheNext() {
        site.sleeps();
        cluster.ready(false);
        site.wakes();
        awaitRequest("watch=true");
        CompletableFuture<?> takenBack = site.keeper().takeBack(site.node, "attempt-1");

        site.close();

        await().until(takenBack::isDone);
        assertThat(cluster.annotations()).containsKey(MARK);
    }
}
