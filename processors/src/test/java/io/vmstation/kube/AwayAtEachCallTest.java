package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestObjects.NAMESPACE;
import static io.vmstation.kube.TestObjects.deployment;
import static io.vmstation.kube.TestObjects.podOf;
import static io.vmstation.kube.TestObjects.podOfStatefulSet;
import static io.vmstation.kube.TestObjects.replicaSet;
import static io.vmstation.kube.TestObjects.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.spi.RequestFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API server goes away between any two calls, or the process is killed there. */
@Timeout(180)
class AwayAtEachCallTest {
    @TempDir Path folder;

    /** A cluster whose node runs a pod of each kind and one workload that is scaled down. */
    private TestCluster cluster() {
        TestCluster cluster = new TestCluster(folder);
        cluster.create(
                deployment("jellyfin", 1),
                replicaSet("jellyfin"),
                deployment("sonarr", 2),
                statefulSet("postgres", 1),
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("postgres", 0, NODE));
        return cluster;
    }

    private static TestSite site(TestCluster cluster) {
        TestSite site = new TestSite(cluster.connect(), Duration.ofSeconds(30), TestSite.SOON);
        site.node = TestSite.node(Duration.ofSeconds(30), false, NAMESPACE + "/deployment/sonarr");
        return site;
    }

    private static CompletableFuture<?> sleep(TestSite site, TestAttempt attempt) {
        return attempt.step(site.cordonNode())
                .thenCompose(cordoned -> attempt.step(site.drainNode()));
    }

    private static void awaitAllAsBefore(TestCluster cluster) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            assertThat(cluster.isUnschedulable()).isFalse();
                            assertThat(cluster.annotations().keySet())
                                    .noneMatch(key -> key.startsWith("vmstation.io"));
                            assertThat(cluster.replicas(NAMESPACE, "sonarr")).isEqualTo(2);
                        });
    }

    private int calls() {
        try (TestCluster cluster = cluster();
                TestSite site = site(cluster)) {
            sleep(site, site.attempt()).join();
            return cluster.api().calls().size();
        }
    }

    @Test
    void theStepFailsWithTheReasonAndAllIsTakenBackOnceItCanBe() {
        int calls = calls();
        assertThat(calls).isGreaterThan(10);
        for (int call = 0; call < calls; call++) {
            awayFrom(call);
        }
    }

    private void awayFrom(int first) {
        AtomicInteger seen = new AtomicInteger();
        try (TestCluster cluster = cluster();
                TestSite site = site(cluster)) {
            cluster.api().fail(call -> seen.getAndIncrement() >= first, 503, "unavailable-503");
            TestAttempt attempt = site.attempt();

            assertThatThrownBy(() -> sleep(site, attempt).join())
                    .as("away from call %d on", first)
                    .rootCause()
                    .isInstanceOf(RequestFailure.class)
                    .hasMessageContaining("node " + NODE + " failed: the Kubernetes API at");
            undoAsFarAsPossible(attempt);
            cluster.api().heal();
            site.keeper().start();
            awaitAllAsBefore(cluster);
        }
    }

    private static void undoAsFarAsPossible(TestAttempt attempt) {
        try {
            attempt.undo();
        } catch (RuntimeException e) {
            assertThat(e).rootCause().hasMessageContaining("the Kubernetes API");
        }
    }

    @Test
    void theNextProcessTakesBackWhatAKilledOneLeftAtAnyCall() {
        int calls = calls();
        for (int call = 0; call < calls; call++) {
            killedAt(call);
        }
    }

    private void killedAt(int first) {
        AtomicInteger seen = new AtomicInteger();
        try (TestCluster cluster = cluster()) {
            try (TestSite killed = site(cluster)) {
                cluster.api().fail(call -> seen.getAndIncrement() >= first, 503, "unavailable-503");
                assertThatThrownBy(() -> sleep(killed, killed.attempt()).join()).isNotNull();
            }
            cluster.api().heal();
            try (TestSite next = site(cluster)) {
                next.keeper().start();
                awaitAllAsBefore(cluster);
            }
        }
    }
}
