package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestCluster.OTHER;
import static io.vmstation.kube.TestObjects.annotated;
import static io.vmstation.kube.TestObjects.barePod;
import static io.vmstation.kube.TestObjects.budget;
import static io.vmstation.kube.TestObjects.deployment;
import static io.vmstation.kube.TestObjects.finished;
import static io.vmstation.kube.TestObjects.podOf;
import static io.vmstation.kube.TestObjects.podOfDaemonSet;
import static io.vmstation.kube.TestObjects.podOfJob;
import static io.vmstation.kube.TestObjects.podOfStatefulSet;
import static io.vmstation.kube.TestObjects.replicaSet;
import static io.vmstation.kube.TestObjects.staticPod;
import static io.vmstation.kube.TestObjects.withEmptyDir;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DrainNodeTest {
    private static final String FOR_SLEEP = "?fieldManager=vmstation-sleep";
    private static final String SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict";
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path folder;
    private TestCluster cluster;
    private TestSite site;

    @BeforeEach
    void start() {
        cluster = new TestCluster(folder);
        cluster.create(deployment("jellyfin", 1), replicaSet("jellyfin"));
        site = new TestSite(cluster.connect());
    }

    @AfterEach
    void stop() {
        site.close();
        cluster.close();
    }

    /** An attempt that has cordoned the node. */
    private TestAttempt cordoned() {
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        cluster.api().forgetCalls();
        return attempt;
    }

    private TestAttempt drained() {
        TestAttempt attempt = cordoned();
        attempt.step(site.drainNode()).join();
        return attempt;
    }

    private AbstractThrowableAssert<?, ?> failure(TestAttempt attempt) {
        CompletableFuture<?> step = attempt.step(site.drainNode());
        return assertThatThrownBy(step::join).rootCause();
    }

    private void settings(Duration deadline, boolean force, String... scaleDown) {
        site.node = TestSite.node(deadline, force, scaleDown);
    }

    private List<String> evictions() {
        return cluster.api().changes().stream().filter(c -> c.endsWith("/eviction")).toList();
    }

    @Test
    void evictsWhatRunsThereAndLeavesWhatBelongsToTheNode() {
        cluster.create(
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("postgres", 0, NODE),
                podOfJob("import", NODE),
                podOfDaemonSet("kube-proxy", NODE),
                staticPod("etcd", NODE),
                finished(podOfJob("backup", NODE)),
                podOf("jellyfin", "bbbbb", OTHER));

        TestAttempt attempt = drained();

        assertThat(cluster.podsOn(NODE))
                .containsExactly("backup-q8z2l", "etcd-" + NODE, "kube-proxy-x2x4p");
        assertThat(cluster.podsOn(OTHER)).containsExactly("jellyfin-7d4b9c-bbbbb");
        assertThat(attempt.begun())
                .last()
                .isEqualTo("node.drained: evict 3 pods, scale 0 workloads to zero");
        assertThat(attempt.done())
                .last()
                .isEqualTo("node.drained: node " + NODE + " is drained, 3 pods were evicted");
    }

    @Test
    void evictsByThePolicyApiOnlyThePodThatItSaw() {
        cluster.create(podOfStatefulSet("postgres", 0, NODE));
        String uid = cluster.pods().get(0).getMetadata().getUid();

        drained();

        assertThat(cluster.api().calls())
                .filteredOn(call -> call.path().endsWith("/pods/postgres-0/eviction"))
                .singleElement()
                .satisfies(
                        call ->
                                assertThat(call.body())
                                        .contains("\"apiVersion\":\"policy/v1\"")
                                        .contains("\"preconditions\":{\"uid\":\"" + uid + "\"}"));
    }

    @Test
    void remembersWhatRanThereBeforeTheFirstPodGoes() {
        cluster.create(
                deployment("sonarr", 2),
                replicaSet("sonarr"),
                podOf("jellyfin", "aaaaa", NODE),
                podOf("sonarr", "aaaaa", NODE),
                podOf("sonarr", "bbbbb", NODE),
                podOfStatefulSet("postgres", 0, NODE),
                podOfJob("import", NODE));

        drained();

        assertThat(cluster.api().changes())
                .first()
                .isEqualTo("PATCH /api/v1/nodes/" + NODE + FOR_SLEEP);
        assertThat(BeforeSleep.parse(cluster.memory()))
                .hasValueSatisfying(
                        memory ->
                                assertThat(memory.moved().toString())
                                        .contains("media/deployment/jellyfin=1")
                                        .contains("media/deployment/sonarr=2")
                                        .contains("media/statefulset/postgres=1")
                                        .doesNotContain("import"));
    }

    @Test
    void aNodeWithoutPodsIsDrainedAtOnce() {
        TestAttempt attempt = drained();

        assertThat(attempt.done()).last().asString().endsWith("0 pods were evicted");
        assertThat(cluster.api().changes()).isEmpty();
    }

    @Test
    void refusesToLoseAPodThatNobodyWouldStartAgain() {
        cluster.create(barePod("shell", NODE), podOf("jellyfin", "aaaaa", NODE));

        failure(cordoned())
                .hasMessageContaining("Node " + NODE + " cannot be drained")
                .hasMessageContaining("pod media/shell belongs to no controller")
                .hasMessageContaining("drain.force");
        assertThat(cluster.api().changes()).isEmpty();
        assertThat(cluster.podsOn(NODE)).hasSize(2);
    }

    @Test
    void refusesToDeleteFilesOfAPod() {
        cluster.create(withEmptyDir(podOf("jellyfin", "aaaaa", NODE), "metadata", ""));

        failure(cordoned())
                .hasMessageContaining("pod media/jellyfin-7d4b9c-aaaaa keeps files")
                .hasMessageContaining("metadata");
        assertThat(cluster.api().changes()).isEmpty();
    }

    @Test
    void evictsAPodWhoseFilesTheUserCallsDispensable() {
        Pod pod = withEmptyDir(podOf("jellyfin", "aaaaa", NODE), "cache", "");
        cluster.create(
                withEmptyDir(podOfStatefulSet("memory", 0, NODE), "shm", "Memory"),
                annotated(pod, SAFE + "-local-volumes", "cache,tmp"),
                annotated(withEmptyDir(podOfStatefulSet("safe", 0, NODE), "x", ""), SAFE, "true"));

        drained();

        assertThat(cluster.podsOn(NODE)).isEmpty();
    }

    @Test
    void leavesAPodThatTheUserDoesNotWantEvicted() {
        cluster.create(annotated(podOf("jellyfin", "aaaaa", NODE), SAFE, "false"));

        failure(cordoned()).hasMessageContaining(SAFE + "=false");
    }

    @Test
    void forceEvictsThemAll() {
        settings(Duration.ofSeconds(30), true);
        cluster.create(
                barePod("shell", NODE),
                withEmptyDir(podOf("jellyfin", "aaaaa", NODE), "metadata", ""));

        drained();

        assertThat(cluster.podsOn(NODE)).isEmpty();
        assertThat(evictions()).hasSize(2);
    }

    @Test
    void waitsForABudgetUntilItAllowsTheEviction() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE), budget("jellyfin", "jellyfin", 0));
        CompletableFuture<?> step = cordoned().step(site.drainNode());
        await().until(() -> evictions().size() > 2);
        assertThat(cluster.podsOn(NODE)).hasSize(1);

        cluster.admin().resource(budget("jellyfin", "jellyfin", 1)).update();

        assertThat(step).succeedsWithin(Duration.ofSeconds(20));
        assertThat(cluster.podsOn(NODE)).isEmpty();
    }

    @Test
    void namesThePodsAndBudgetsThatStandInTheWay() {
        settings(SHORT, false);
        cluster.create(
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("postgres", 0, NODE),
                budget("at-least-one", "jellyfin", 0));

        failure(cordoned())
                .hasMessageContaining("pod media/jellyfin-7d4b9c-aaaaa cannot be evicted")
                .hasMessageContaining(
                        "The disruption budget at-least-one needs 1 healthy pods and has 1"
                                + " currently");
        assertThat(cluster.podsOn(NODE)).containsExactly("jellyfin-7d4b9c-aaaaa");
        assertThat(cluster.api().changes()).noneMatch(change -> change.startsWith("DELETE"));
    }

    @Test
    void saysWhenSeveralBudgetsAreInEachOthersWay() {
        settings(SHORT, false);
        cluster.create(
                podOf("jellyfin", "aaaaa", NODE),
                budget("one", "jellyfin", 0),
                budget("two", "jellyfin", 0));

        failure(cordoned()).hasMessageContaining("more than one PodDisruptionBudget");
    }

    @Test
    void waitsUntilEvictedPodsHaveEnded() {
        cluster.api().podsEnd(false);
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        CompletableFuture<?> step = cordoned().step(site.drainNode());
        await().until(() -> !evictions().isEmpty());
        int looks = cluster.api().calls().size();
        await().until(() -> cluster.api().calls().size() > looks + 4);

        assertThat(step).isNotDone();
        assertThat(evictions()).hasSize(1);

        cluster.admin().pods().inNamespace("media").delete();
        assertThat(step).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void namesPodsThatDoNotEnd() {
        settings(SHORT, false);
        cluster.api().podsEnd(false);
        cluster.create(podOf("jellyfin", "aaaaa", NODE));

        failure(cordoned())
                .hasMessageContaining("pod media/jellyfin-7d4b9c-aaaaa is ending already");
    }

    @Test
    void forceDeletesAtTheDeadlineWhatABudgetHolds() {
        settings(SHORT, true);
        cluster.create(podOf("jellyfin", "aaaaa", NODE), budget("jellyfin", "jellyfin", 0));

        drained();

        assertThat(cluster.podsOn(NODE)).isEmpty();
        assertThat(cluster.api().changes())
                .last()
                .isEqualTo("DELETE /api/v1/namespaces/media/pods/jellyfin-7d4b9c-aaaaa");
        assertThat(cluster.api().calls().stream().filter(c -> c.method().equals("DELETE")))
                .allSatisfy(
                        call ->
                                assertThat(call.body())
                                        .contains("preconditions")
                                        .doesNotContain("gracePeriodSeconds"));
    }

    @Test
    void stopsBetweenTwoPodsWhenSomebodyNeedsTheNode() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE), podOfStatefulSet("postgres", 0, NODE));
        TestAttempt attempt = cordoned();
        cluster.api().onEvicted(pod -> attempt.abort());

        failure(attempt).hasMessageContaining("192.0.2.7 needs node storage");

        assertThat(cluster.podsOn(NODE)).hasSize(1);
        assertThat(evictions()).hasSize(1);
    }

    @Test
    void aDryRunListsEveryPodAndBudgetAndTouchesNothing() {
        settings(Duration.ofMinutes(5), false, "media/deployment/sonarr");
        cluster.create(
                deployment("sonarr", 2),
                replicaSet("sonarr"),
                podOf("sonarr", "aaaaa", NODE),
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("postgres", 0, NODE),
                podOfDaemonSet("kube-proxy", NODE),
                staticPod("etcd", NODE),
                barePod("shell", NODE),
                budget("jellyfin-pdb", "jellyfin", 0));
        TestAttempt attempt = TestAttempt.dryRunOf(site.node);

        attempt.step(site.drainNode()).join();

        assertThat(attempt.planned())
                .containsExactlyInAnyOrder(
                        "node.drained: scale media/deployment/sonarr from 2 to 0",
                        "node.drained: wait for pod media/sonarr-7d4b9c-aaaaa, which ends as"
                                + " media/deployment/sonarr is scaled to zero",
                        "node.drained: evict pod media/jellyfin-7d4b9c-aaaaa of ReplicaSet"
                                + " jellyfin-7d4b9c, which would wait for the PodDisruptionBudget"
                                + " jellyfin-pdb",
                        "node.drained: evict pod media/postgres-0 of StatefulSet postgres",
                        "node.drained: leave pod media/kube-proxy-x2x4p, which belongs to DaemonSet"
                                + " kube-proxy",
                        "node.drained: leave pod media/etcd-"
                                + NODE
                                + ", which is a static pod of"
                                + " the node",
                        "node.drained: refuse, because pod media/shell belongs to no controller, so"
                                + " nothing would start it again");
        assertThat(cluster.api().changes()).isEmpty();
    }

    @Test
    void scalesWorkloadsToZeroBeforeItEvictsAnything() {
        settings(Duration.ofSeconds(30), false, "media/deployment/sonarr");
        cluster.create(deployment("sonarr", 2), podOf("jellyfin", "aaaaa", NODE));

        drained();

        assertThat(cluster.replicas("media", "sonarr")).isZero();
        assertThat(cluster.api().changes())
                .containsExactly(
                        "PATCH /api/v1/nodes/" + NODE + FOR_SLEEP,
                        "PATCH /apis/apps/v1/namespaces/media/deployments/sonarr" + FOR_SLEEP,
                        "POST /api/v1/namespaces/media/pods/jellyfin-7d4b9c-aaaaa/eviction");
        assertThat(cluster.api().calls())
                .filteredOn(call -> call.path().contains("/sonarr") && call.changes())
                .singleElement()
                .satisfies(
                        call ->
                                assertThat(call.body())
                                        .contains("\"replicas\":0")
                                        .contains("\"vmstation.io/replicas-before-sleep\":\"2\""));
        assertThat(cluster.memory()).contains("\"scaled\":[\"media/deployment/sonarr\"]");
        assertThat(site.kinds()).containsExactly("workload.scaled");
        assertThat(site.events.get(0).details())
                .containsEntry("from", "2")
                .containsEntry("to", "0");
    }

    @Test
    void podsOfAScaledWorkloadEndByThemselvesWhateverTheirBudget() {
        settings(Duration.ofSeconds(30), false, "media/deployment/jellyfin");
        cluster.create(
                withEmptyDir(podOf("jellyfin", "aaaaa", NODE), "metadata", ""),
                budget("jellyfin", "jellyfin", 0));
        CompletableFuture<?> step = cordoned().step(site.drainNode());
        await().until(() -> cluster.replicas("media", "jellyfin") == 0);
        assertThat(step).isNotDone();

        cluster.admin().pods().inNamespace("media").delete();

        assertThat(step).succeedsWithin(Duration.ofSeconds(20));
        assertThat(evictions()).isEmpty();
    }

    @Test
    void aWorkloadThatIsAtZeroAlreadyOrNotThereIsLeftAlone() {
        settings(
                Duration.ofSeconds(30), false, "media/deployment/off", "media/statefulset/unknown");
        cluster.create(deployment("off", 0));

        drained();

        assertThat(cluster.api().changes()).isEmpty();
    }

    @Test
    void aNumberLeftFromBeforeGivesWayToTheOneOfNow() {
        settings(Duration.ofSeconds(30), false, "media/deployment/sonarr");
        cluster.create(
                deployment("sonarr", 3)
                        .edit()
                        .editMetadata()
                        .addToAnnotations("vmstation.io/replicas-before-sleep", "1")
                        .endMetadata()
                        .build());

        drained();

        assertThat(cluster.replicas("media", "sonarr")).isZero();
        assertThat(TestCluster.annotations(cluster.deployment("media", "sonarr")))
                .containsEntry("vmstation.io/replicas-before-sleep", "3");
    }

    @Test
    void refusesANodeThatSomebodyUncordonedMeanwhile() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        TestAttempt attempt = cordoned();
        cluster.api()
                .onEvicted(
                        pod ->
                                cluster.api()
                                        .patch(
                                                "/api/v1/nodes/" + NODE,
                                                "{\"spec\":{\"unschedulable\":null}}"));

        failure(attempt).hasMessageContaining("is not cordoned, or not any more");
    }

    @Test
    void drainsANodeThatTheOperatorCordoned() {
        cluster.cordonedByHand(true);
        cluster.create(podOf("jellyfin", "aaaaa", NODE));

        drained();

        assertThat(cluster.podsOn(NODE)).isEmpty();
    }

    @Test
    void missingRightsToEvictAreNamedAtOnce() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        cluster.api()
                .fail(
                        call -> call.path().endsWith("/eviction"),
                        TestApi.response(
                                403,
                                TestCluster.recorded("forbidden-403")
                                        .replace("patch", "create")
                                        .replace("\\\"nodes\\\"", "\\\"pods/eviction\\\"")));

        failure(cordoned())
                .hasMessageContaining("cannot create resource \"pods/eviction\"")
                .hasMessageContaining("manifests/vmstation/");
    }
}
