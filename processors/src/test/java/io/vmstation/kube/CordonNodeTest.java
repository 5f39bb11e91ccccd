package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.TestNode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CordonNodeTest {
    private static final String FOR_SLEEP = "?fieldManager=vmstation-sleep";
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

    @Test
    void keepsPodsAwayAndSaysThatItWasUsInOneChange() {
        TestAttempt attempt = site.attempt();

        attempt.step(site.cordonNode()).join();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.annotations()).containsEntry(MARK, "vmstation");
        assertThat(cluster.api().changes())
                .containsExactly("PATCH /api/v1/nodes/" + NODE + FOR_SLEEP);
        assertThat(attempt.begun()).containsExactly("node.cordoned: cordon node " + NODE);
        assertThat(attempt.done()).containsExactly("node.cordoned: node " + NODE + " is cordoned");
    }

    @Test
    void leavesEverythingElseOnTheNodeAsItWas() {
        var before = cluster.node();

        site.attempt().step(site.cordonNode()).join();

        assertThat(cluster.node().getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
        assertThat(cluster.annotations())
                .containsAllEntriesOf(before.getMetadata().getAnnotations());
        assertThat(cluster.node().getStatus()).isEqualTo(before.getStatus());
    }

    @Test
    void aNodeThatTheOperatorCordonedBeforeStaysTheOperators() {
        cluster.cordonedByHand(true);
        TestAttempt attempt = site.attempt();

        attempt.step(site.cordonNode()).join();
        attempt.undo();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.annotations()).doesNotContainKey(MARK);
        assertThat(cluster.api().changes()).isEmpty();
        assertThat(attempt.done())
                .singleElement()
                .asString()
                .contains("is cordoned by somebody else and stays so after the wake");
    }

    @Test
    void anOperatorWhoCordonsAtTheSameMomentIsNotOverruled() {
        AtomicInteger patches = new AtomicInteger();
        cluster.api()
                .before(
                        call -> {
                            if (call.changes() && patches.getAndIncrement() == 0) {
                                cluster.api()
                                        .patch(
                                                "/api/v1/nodes/" + NODE,
                                                "{\"spec\":{\"unschedulable\":true}}");
                            }
                        });
        TestAttempt attempt = site.attempt();

        attempt.step(site.cordonNode()).join();
        attempt.undo();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.annotations()).doesNotContainKey(MARK);
    }

    @Test
    void triesAgainWhenSomebodyElseChangedTheNodeMeanwhile() {
        AtomicInteger patches = new AtomicInteger();
        cluster.api()
                .fail(call -> call.changes() && patches.getAndIncrement() < 2, 409, "conflict-409");

        site.attempt().step(site.cordonNode()).join();

        assertThat(cluster.isUnschedulable()).isTrue();
        assertThat(cluster.api().changes()).hasSize(3);
    }

    @Test
    void givesUpOnANodeThatIsChangedAllTheTime() {
        cluster.api().fail(call -> call.changes(), 409, "conflict-409");

        assertThatThrownBy(() -> site.attempt().step(site.cordonNode()).join())
                .rootCause()
                .hasMessageContaining("the object has been modified");
    }

    @Test
    void undoLetsPodsInAgain() {
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();

        attempt.undo();

        assertThat(cluster.isUnschedulable()).isFalse();
        assertThat(cluster.annotations()).doesNotContainKey(MARK);
        assertThat(site.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.kind()).isEqualTo("node.uncordoned");
                            assertThat(event.wake()).isEqualTo("attempt-1");
                        });
    }

    @Test
    void undoLeavesANodeThatHasFallenAsleepAfterAll() {
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        site.awake = false;

        attempt.undo();

        assertThat(cluster.isUnschedulable()).isTrue();
        site.wakes();
        await().untilAsserted(() -> assertThat(cluster.isUnschedulable()).isFalse());
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() {
        TestAttempt attempt = TestAttempt.dryRunOf(site.node);

        attempt.step(site.cordonNode()).join();

        assertThat(attempt.planned()).containsExactly("node.cordoned: cordon node " + NODE);
        assertThat(cluster.api().changes()).isEmpty();
        assertThat(cluster.isUnschedulable()).isFalse();
    }

    @Test
    void aNodeThatIsInNoClusterPasses() {
        TestAttempt real = TestAttempt.of(TestNode.named("nas").build());
        TestAttempt dryRun = TestAttempt.dryRunOf(TestNode.named("nas").build());

        real.step(site.cordonNode()).join();
        dryRun.step(site.cordonNode()).join();

        assertThat(real.begun()).isEmpty();
        assertThat(dryRun.planned()).containsExactly("node.cordoned: nothing, it is in no cluster");
        assertThat(cluster.api().calls()).isEmpty();
    }

    @Test
    void withoutAClusterEveryNodePasses() {
        try (TestSite alone = new TestSite(Cluster.none())) {
            TestAttempt attempt = TestAttempt.dryRunOf(alone.node);

            attempt.step(alone.cordonNode()).join();
            attempt.step(alone.drainNode()).join();

            assertThat(attempt.planned())
                    .containsExactly(
                            "node.cordoned: nothing, kubernetes.enabled=false",
                            "node.drained: nothing, kubernetes.enabled=false");
        }
    }

    @Test
    void aNodeThatTheClusterDoesNotKnowIsNamed() {
        site.node = TestNode.named("storage").kubernetesNode("nowhere").build();

        assertThatThrownBy(() -> site.attempt().step(site.cordonNode()).join())
                .rootCause()
                .hasMessageContaining("the cluster has no node named nowhere")
                .hasMessageContaining("set kubernetesNode in nodes.yaml");
    }

    @Test
    void missingRightsAreNamedWithWhereToFindThem() {
        cluster.api().fail(call -> call.changes(), 403, "forbidden-403");

        assertThatThrownBy(() -> site.attempt().step(site.cordonNode()).join())
                .rootCause()
                .hasMessageContaining("cannot patch resource \"nodes\"")
                .hasMessageContaining("manifests/vmstation/");
    }

    @Test
    void anApiServerThatIsAwayFailsTheStep() {
        cluster.stop();
        CompletableFuture<?> step = site.attempt().step(site.cordonNode());

        assertThatThrownBy(step::join)
                .rootCause()
                .hasMessageContaining("Cordoning node " + NODE + " failed: the Kubernetes API at")
                .hasMessageContaining("does not answer");
    }

    @Test
    void anAttemptThatIsOverTouchesNothing() {
        TestAttempt attempt = site.attempt();
        attempt.abort();

        assertThatThrownBy(() -> attempt.step(site.cordonNode()).join())
                .rootCause()
                .hasMessageContaining("192.0.2.7 needs node storage");
        assertThat(cluster.api().changes()).isEmpty();
    }
}
