package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestCluster.OTHER;
import static io.vmstation.kube.TestObjects.barePod;
import static io.vmstation.kube.TestObjects.controlled;
import static io.vmstation.kube.TestObjects.finished;
import static io.vmstation.kube.TestObjects.inNamespace;
import static io.vmstation.kube.TestObjects.podOf;
import static io.vmstation.kube.TestObjects.podOfDaemonSet;
import static io.vmstation.kube.TestObjects.podOfJob;
import static io.vmstation.kube.TestObjects.podOfStatefulSet;
import static io.vmstation.kube.TestObjects.staticPod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestNode;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Evidence.Busy;
import io.vmstation.spi.Evidence.Idle;
import io.vmstation.spi.Evidence.Unknown;
import io.vmstation.spi.SleepCheck.Question;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PodsCheckTest {
    private static final Clock SUNDAY_EIGHT =
            Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);
    private static final PodSpec ANYWHERE = new PodSpecBuilder().build();

    @TempDir Path folder;
    private final Map<String, Object> options =
            new HashMap<>(
                    Map.of(
                            "namespaces", List.of(),
                            "ignoreNamespaces", List.of("kube-system", "monitoring"),
                            "deployments", false,
                            "jobsWithin", Duration.ofMinutes(10)));
    private TestCluster cluster;
    private Cluster client;

    @BeforeEach
    void start() {
        cluster = new TestCluster(folder);
        client = cluster.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private static Node node() {
        return TestNode.named("storage").kubernetesNode(NODE).build();
    }

    private Evidence look() {
        return look(client, node());
    }

    private Evidence look(Cluster asked, Node node) {
        Question question =
                new Question(
                        node,
                        new Options(options),
                        (arguments, environment, timeLimit) ->
                                CompletableFuture.completedFuture(
                                        new CommandResult.Failed("nothing runs here")),
                        Duration.ofSeconds(10));
        return new PodsCheck(() -> asked, SUNDAY_EIGHT).look(question).join();
    }

    private void assertBusy(String... words) {
        assertThat(look())
                .isInstanceOfSatisfying(Busy.class, b -> assertThat(b.reason()).contains(words));
    }

    private void assertIdle() {
        assertThat(look()).isInstanceOf(Idle.class);
    }

    @Test
    void whatRunsForEverIsNoUse() {
        cluster.create(
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("postgres", 0, NODE),
                podOfDaemonSet("kube-proxy", NODE),
                staticPod("etcd", NODE),
                finished(podOfJob("backup", NODE)),
                podOfJob("import", OTHER));

        assertIdle();
    }

    @Test
    void aRunningJobIsUse() {
        cluster.create(podOfJob("import", NODE));

        assertBusy("pod media/import-q8z2l of Job import");
    }

    @Test
    void aBarePodIsUse() {
        cluster.create(barePod("shell", NODE));

        assertBusy("pod media/shell of no controller");
    }

    @Test
    void aPodOfAControllerThatNobodyKnowsIsUse() {
        cluster.create(
                controlled(
                        barePod("virt-launcher-win11", NODE),
                        "kubevirt.io/v1",
                        "VirtualMachineInstance",
                        "win11"));

        assertBusy("VirtualMachineInstance win11");
    }

    @Test
    void theMonitoringStackAndIgnoredNamespacesNeverCount() {
        cluster.create(
                inNamespace("monitoring", podOfJob("compact", NODE)),
                inNamespace("kube-system", barePod("helper", NODE)));

        assertIdle();
    }

    @Test
    void onlyTheNamespacesThatAreListedCount() {
        options.put("namespaces", List.of("batch"));
        cluster.create(podOfJob("import", NODE));
        assertIdle();

        cluster.create(inNamespace("batch", podOfJob("render", NODE)));

        assertBusy("pod batch/render-q8z2l");
    }

    @Test
    void labelsTellWhichPodsCount() {
        options.put("labels", "app=render");
        cluster.create(podOfJob("import", NODE));
        assertIdle();

        cluster.create(podOfJob("render", NODE));

        assertBusy("media/render-q8z2l");
    }

    @Test
    void ignoredLabelsTellWhichDoNot() {
        options.put("ignoreLabels", "app=import");
        cluster.create(podOfJob("import", NODE));
        assertIdle();

        cluster.create(podOfJob("render", NODE));

        assertBusy("media/render-q8z2l");
    }

    @Test
    void deploymentsCountWhenTheUserSaysSo() {
        options.put("deployments", true);
        options.put("namespaces", List.of("media"));
        cluster.create(
                podOf("jellyfin", "aaaaa", NODE),
                podOfDaemonSet("proxy", NODE),
                inNamespace("web", podOf("site", "aaaaa", NODE)));

        assertBusy("pod media/jellyfin-7d4b9c-aaaaa of ReplicaSet jellyfin-7d4b9c");
        assertThat(look().reason()).doesNotContain("proxy", "web/site");
    }

    @Test
    void namesAFewPodsAndCountsTheRest() {
        for (int i = 0; i < 8; i++) {
            cluster.create(barePod("shell-" + i, NODE));
        }

        assertBusy("and 3 more");
    }

    private void cronJob(String schedule, String zone, boolean suspended, PodSpec pod) {
        cluster.create(
                new CronJobBuilder()
                        .withNewMetadata()
                        .withNamespace("media")
                        .withName("nightly")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedule(schedule)
                        .withTimeZone(zone.isEmpty() ? null : zone)
                        .withSuspend(suspended)
                        .withNewJobTemplate()
                        .withNewSpec()
                        .withNewTemplate()
                        .withSpec(pod)
                        .endTemplate()
                        .endSpec()
                        .endJobTemplate()
                        .endSpec()
                        .build());
    }

    private static PodSpec onlyHere() {
        return new PodSpecBuilder().addToNodeSelector("kubernetes.io/hostname", NODE).build();
    }

    private static PodSpec onlyHereByAffinity() {
        return new PodSpecBuilder()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("NotIn")
                .withValues(OTHER)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .build();
    }

    @Test
    void aCronJobThatWillStartHereSoonIsUse() {
        cronJob("5 8 * * *", "", false, onlyHere());

        assertBusy("CronJob media/nightly starts at 2026-11-22T08:05:00Z");
    }

    @Test
    void aCronJobThatStartsLaterIsNot() {
        cronJob("11 8 * * *", "", false, onlyHere());

        assertIdle();
    }

    @Test
    void aCronJobRunsInItsOwnTimeZone() {
        cronJob("5 9 * * *", "Europe/Berlin", false, onlyHere());

        assertBusy("starts at 2026-11-22T08:05:00Z");
    }

    @Test
    void requiredAffinityBindsACronJobToo() {
        cronJob("5 8 * * *", "", false, onlyHereByAffinity());

        assertBusy("CronJob media/nightly");
    }

    @Test
    void aCronJobThatCanRunElsewhereIsNoUseOfThisNode() {
        cronJob("5 8 * * *", "", false, ANYWHERE);

        assertIdle();
    }

    @Test
    void aCronJobThatOnlyThisNodeToleratesIsBoundToIt() {
        cluster.admin()
                .nodes()
                .withName(OTHER)
                .edit(
                        node ->
                                node.edit()
                                        .editSpec()
                                        .addNewTaint(
                                                "NoSchedule",
                                                "node-role.kubernetes.io/control-plane",
                                                null,
                                                "")
                                        .endSpec()
                                        .build());
        cronJob("5 8 * * *", "", false, ANYWHERE);

        assertBusy("CronJob media/nightly");
    }

    @Test
    void aSuspendedCronJobNeverStarts() {
        cronJob("5 8 * * *", "", true, onlyHere());

        assertIdle();
    }

    @Test
    void nicknamesAreUnderstood() {
        options.put("jobsWithin", Duration.ofHours(1));
        cronJob("@hourly", "", false, onlyHere());

        assertBusy("starts at 2026-11-22T09:00:00Z");
    }

    @Test
    void aScheduleThatCannotBeReadMayStartAtAnyTime() {
        cronJob("every morning", "", false, onlyHere());

        assertBusy("may start at any time", "every morning");
    }

    @Test
    void noCronJobIsLookedForWithoutATimeAhead() {
        options.put("jobsWithin", Duration.ZERO);
        cronJob("5 8 * * *", "", false, onlyHere());

        assertIdle();
        assertThat(cluster.api().calls()).noneMatch(call -> call.path().contains("cronjobs"));
    }

    @Test
    void nobodyKnowsWhenTheApiServerIsAway() {
        cluster.api().fail(call -> true, 503, "unavailable-503");

        assertThat(look())
                .isInstanceOfSatisfying(
                        Unknown.class,
                        it -> assertThat(it.reason()).contains("apiserver not ready"));
    }

    @Test
    void nobodyKnowsWithoutAClusterOrANameInIt() {
        assertThat(look(Cluster.none(), node()))
                .isEqualTo(new Unknown("kubernetes.enabled is false"));
        assertThat(look(client, TestNode.named("nas").build()))
                .isEqualTo(new Unknown("the node has no kubernetesNode in nodes.yaml"));
    }

    @Test
    void declaresAllThatItReads() {
        assertThat(new PodsCheck(() -> client, SUNDAY_EIGHT).options())
                .extracting(option -> option.name())
                .containsExactlyInAnyOrder(
                        "namespaces",
                        "ignoreNamespaces",
                        "labels",
                        "ignoreLabels",
                        "deployments",
                        "jobsWithin");
    }
}
