package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestCluster.OTHER;
import static io.vmstation.kube.TestObjects.NAMESPACE;
import static io.vmstation.kube.TestObjects.budget;
import static io.vmstation.kube.TestObjects.deployment;
import static io.vmstation.kube.TestObjects.podOf;
import static io.vmstation.kube.TestObjects.podOfStatefulSet;
import static io.vmstation.kube.TestObjects.replicaSet;
import static io.vmstation.kube.TestObjects.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.vmstation.node.Workload;
import io.vmstation.spi.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a drain scaled or moved comes back after the wake. */
@Timeout(60)
class HomecomingTest {
    private static final String REPLICAS = "vmstation.io/replicas-before-sleep";
    private static final String PODS = "/api/v1/namespaces/media/pods";

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

    private void wakesAndGetsAllBack() {
        cluster.api().forgetCalls();
        site.wakes();
        await().untilAsserted(
                        () -> {
                            assertThat(cluster.isUnschedulable()).isFalse();
                            assertThat(cluster.memory()).isEmpty();
                        });
        site.keeper().departs(site.node).join();
        site.keeper().attemptEnded(site.node);
    }

    private List<String> evictions() {
        return cluster.api().changes().stream().filter(c -> c.endsWith("/eviction")).toList();
    }

    /** The ReplicaSet starts a successor on the other node. */
    private void successorsStartOn(String node, String suffix) {
        cluster.api().onEvicted(pod -> cluster.api().create(PODS, podOf("jellyfin", suffix, node)));
    }

    /** The server would write the time of now. */
    private void born(String pod, String time) {
        cluster.api()
                .patch(PODS + "/" + pod, "{\"metadata\":{\"creationTimestamp\":\"" + time + "\"}}");
    }

    private Map<String, String> annotations(String deployment) {
        return TestCluster.annotations(cluster.deployment(NAMESPACE, deployment));
    }

    private void scaledDown(String... workloads) {
        site.node = TestSite.node(Duration.ofSeconds(30), false, workloads);
    }

    @Test
    void aScaledWorkloadComesBackToExactlyWhatItWas() {
        scaledDown("media/deployment/sonarr", "media/statefulset/postgres");
        cluster.create(deployment("sonarr", 3), statefulSet("postgres", 2));
        site.sleeps();
        assertThat(cluster.replicas(NAMESPACE, "sonarr")).isZero();

        wakesAndGetsAllBack();

        assertThat(cluster.replicas(NAMESPACE, "sonarr")).isEqualTo(3);
        assertThat(
                        cluster.admin()
                                .apps()
                                .statefulSets()
                                .inNamespace(NAMESPACE)
                                .withName("postgres")
                                .get()
                                .getSpec()
                                .getReplicas())
                .isEqualTo(2);
        assertThat(annotations("sonarr")).doesNotContainKey(REPLICAS);
        assertThat(site.events)
                .filteredOn(event -> event.kind().equals("workload.scaled"))
                .extracting(Event::details)
                .contains(Map.of("workload", "media/deployment/sonarr", "from", "0", "to", "3"));
    }

    @Test
    void whatAnOperatorScaledMeanwhileStays() {
        scaledDown("media/deployment/sonarr");
        cluster.create(deployment("sonarr", 3));
        site.sleeps();
        cluster.admin().apps().deployments().inNamespace(NAMESPACE).withName("sonarr").scale(1);

        wakesAndGetsAllBack();

        assertThat(cluster.replicas(NAMESPACE, "sonarr")).isEqualTo(1);
        assertThat(annotations("sonarr")).doesNotContainKey(REPLICAS);
    }

    @Test
    void aWorkloadThatIsGoneHoldsUpNothing() {
        scaledDown("media/deployment/sonarr");
        cluster.create(deployment("sonarr", 3));
        site.sleeps();
        cluster.admin().apps().deployments().inNamespace(NAMESPACE).withName("sonarr").delete();

        wakesAndGetsAllBack();

        assertThat(site.keeper().problems()).isEmpty();
    }

    @Test
    void anUnreadableNumberIsAProblemAndNoGuess() {
        scaledDown("media/deployment/sonarr");
        cluster.create(deployment("sonarr", 3));
        site.sleeps();
        annotate("sonarr", "many");

        site.wakes();

        await().untilAsserted(
                        () ->
                                assertThat(site.keeper().problems().getOrDefault("storage", ""))
                                        .contains("media/deployment/sonarr")
                                        .contains(REPLICAS + "=many"));
        assertThat(cluster.isUnschedulable()).isFalse();
        annotate("sonarr", "3");
        await().untilAsserted(() -> assertThat(cluster.replicas(NAMESPACE, "sonarr")).isEqualTo(3));
    }

    private void annotate(String deployment, String replicas) {
        cluster.admin()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(deployment)
                .edit(
                        (Deployment it) ->
                                it.edit()
                                        .editMetadata()
                                        .addToAnnotations(REPLICAS, replicas)
                                        .endMetadata()
                                        .build());
    }

    @Test
    void undoBringsScaledWorkloadsBackToo() {
        scaledDown("media/deployment/sonarr");
        cluster.create(deployment("sonarr", 3));
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        attempt.step(site.drainNode()).join();

        attempt.undo();

        assertThat(cluster.replicas(NAMESPACE, "sonarr")).isEqualTo(3);
        assertThat(cluster.isUnschedulable()).isFalse();
        assertThat(cluster.memory()).isEmpty();
    }

    @Test
    void aPodThatMovedIsSentBackOnce() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        successorsStartOn(OTHER, "bbbbb");
        site.sleeps();
        assertThat(cluster.podsOn(OTHER)).hasSize(1);
        successorsStartOn(OTHER, "ccccc");

        wakesAndGetsAllBack();
        site.wakes();
        site.keeper().departs(site.node).join();

        assertThat(evictions()).containsExactly("POST " + PODS + "/jellyfin-7d4b9c-bbbbb/eviction");
        assertThat(site.events)
                .filteredOn(event -> event.kind().equals("workload.moved"))
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.details())
                                        .containsEntry("workload", "media/deployment/jellyfin")
                                        .containsEntry(
                                                "detail",
                                                "1 ran here, 0 do, 0 wait, 1 sent back from ["
                                                        + OTHER
                                                        + "]"));
    }

    @Test
    void aPodThatWaitsForTheNodeNeedsNoEviction() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        cluster.api().onEvicted(pod -> cluster.api().create(PODS, unscheduled("bbbbb")));
        site.sleeps();
        cluster.create(podOf("jellyfin", "other", OTHER));

        wakesAndGetsAllBack();

        assertThat(evictions()).isEmpty();
    }

    private static Pod unscheduled(String suffix) {
        return podOf("jellyfin", suffix, NODE)
                .edit()
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .editStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    @Test
    void aPodThatIsBackAlreadyNeedsNoEviction() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        site.sleeps();
        cluster.create(podOf("jellyfin", "bbbbb", NODE), podOf("jellyfin", "other", OTHER));

        wakesAndGetsAllBack();

        assertThat(evictions()).isEmpty();
    }

    @Test
    void onlyAsManyAreSentBackAsRanHereYoungestFirst() {
        cluster.create(podOf("jellyfin", "old", OTHER), podOf("jellyfin", "older", OTHER));
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        successorsStartOn(OTHER, "bbbbb");
        site.sleeps();
        cluster.api().onEvicted(pod -> {});
        born("jellyfin-7d4b9c-old", "2026-11-01T00:00:00Z");
        born("jellyfin-7d4b9c-older", "2026-10-01T00:00:00Z");

        wakesAndGetsAllBack();

        assertThat(evictions()).containsExactly("POST " + PODS + "/jellyfin-7d4b9c-bbbbb/eviction");
        assertThat(cluster.podsOn(OTHER))
                .containsExactly("jellyfin-7d4b9c-old", "jellyfin-7d4b9c-older");
    }

    @Test
    void aBudgetIsHonouredOnTheWayBackAndReported() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        successorsStartOn(OTHER, "bbbbb");
        site.sleeps();
        cluster.create(budget("jellyfin", "jellyfin", 0));

        wakesAndGetsAllBack();

        assertThat(cluster.podsOn(OTHER)).containsExactly("jellyfin-7d4b9c-bbbbb");
        assertThat(site.events)
                .filteredOn(event -> event.kind().equals("workload.moved"))
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.details().get("detail"))
                                        .contains("0 sent back")
                                        .contains("The disruption budget jellyfin needs 1"));
    }

    @Test
    void aPodThatCouldNotRunHereIsNotDisturbed() {
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        cluster.api()
                .onEvicted(
                        pod ->
                                cluster.api()
                                        .create(
                                                PODS,
                                                podOf("jellyfin", "bbbbb", OTHER)
                                                        .edit()
                                                        .editSpec()
                                                        .addToNodeSelector(
                                                                "kubernetes.io/hostname", OTHER)
                                                        .endSpec()
                                                        .build()));
        site.sleeps();

        wakesAndGetsAllBack();

        assertThat(evictions()).isEmpty();
    }

    @Test
    void nothingIsSentToANodeThatAnOperatorCordoned() {
        cluster.cordonedByHand(true);
        cluster.create(podOf("jellyfin", "aaaaa", NODE));
        successorsStartOn(OTHER, "bbbbb");
        site.sleeps();
        cluster.api().forgetCalls();

        site.wakes();

        await().untilAsserted(() -> assertThat(cluster.memory()).isEmpty());
        assertThat(evictions()).isEmpty();
        assertThat(cluster.isUnschedulable()).isTrue();
    }

    @Test
    void aPodOfAStatefulSetComesBackAsWell() {
        cluster.create(statefulSet("postgres", 1), podOfStatefulSet("postgres", 0, NODE));
        cluster.api()
                .onEvicted(
                        pod -> cluster.api().create(PODS, podOfStatefulSet("postgres", 0, OTHER)));
        site.sleeps();
        cluster.api()
                .onEvicted(
                        pod -> cluster.api().create(PODS, podOfStatefulSet("postgres", 0, NODE)));

        wakesAndGetsAllBack();

        assertThat(cluster.podsOn(NODE)).containsExactly("postgres-0");
    }

    @Test
    void whatIsRememberedHasABound() {
        Map<Workload, Integer> many = new LinkedHashMap<>();
        for (int i = 0; i < 2 * BeforeSleep.MOST; i++) {
            many.put(new Workload("n".repeat(63), "deployment", "w".repeat(240) + i), 1);
        }
        BeforeSleep memory = new BeforeSleep(many, List.copyOf(many.keySet()));

        assertThat(memory.text()).hasSizeLessThan(256 * 1024);
        assertThat(BeforeSleep.parse(memory.text())).contains(memory);
    }

    @Test
    void aMemoryThatSomebodyDamagedIsForgotten() {
        site.sleeps();
        cluster.edit(
                node ->
                        node.edit()
                                .editMetadata()
                                .addToAnnotations("vmstation.io/before-sleep", "{\"moved\":")
                                .endMetadata()
                                .build());

        wakesAndGetsAllBack();

        assertThat(site.keeper().problems()).isEmpty();
    }
}
