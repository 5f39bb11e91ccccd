package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.KubeconfigSearch;
import io.vmstation.kube.apply.ApplyPace;
import io.vmstation.kube.apply.ServerSideChanges;
import io.vmstation.kube.follow.Drift;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Pace;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.spi.RequestFailure;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FollowedClustersTest {
    private static final int OBJECTS = 40;

    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient client;
    private ReconciledCluster cluster;
    private FollowedClusters followed;

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        client = server.client();
        for (String name : List.of("vmstation", "monitoring")) {
            var unused =
                    client.resource(
                                    new NamespaceBuilder()
                                            .withNewMetadata()
                                            .withName(name)
                                            .endMetadata()
                                            .build())
                            .create();
        }
        ReconciledCluster main = ReconcileStepTest.MAIN;
        cluster =
                new ReconciledCluster(
                        main.name(),
                        main.mode(),
                        new Access(Optional.of(server.kubeconfig()), Optional.empty()),
                        main.node(),
                        main.sources(),
                        main.interval(),
                        main.policy());
        followed =
                new ClusterMaker(
                                Duration.ofSeconds(10),
                                KubeconfigSearch.ofThisMachine(),
                                new ClusterMaker.LeaseTerms("vmstation", "here"),
                                one -> false,
                                Set::of,
                                (Drift drift) -> {},
                                new ReconcileMetrics(new SimpleMeterRegistry()),
                                new DueClusters(
                                        List.of(cluster),
                                        Pace.usual(),
                                        System::nanoTime,
                                        new Random(1)))
                        .followed();
        followed.follow(List.of(cluster));
    }

    @AfterEach
    void stop() {
        followed.close();
        client.close();
        server.close();
    }

    private String holder() {
        return Optional.ofNullable(lease())
                .map(lease -> lease.getSpec().getHolderIdentity())
                .orElse("");
    }

    private Lease lease() {
        return client.leases().inNamespace("vmstation").withName("vmstation-main").get();
    }

    @Test
    void doNotBringBackWhatIsNotConfiguredAnyMoreForARunThatHadBegun() {
        assertThat(followed.awaitMayChange(cluster)).isTrue();
        followed.follow(List.of());
        assertThat(holder()).isEmpty();

        assertThat(followed.mayChange(cluster)).isFalse();
        assertThat(followed.otherLeader(cluster)).isEmpty();
        assertThat(followed.leaseProblem(cluster)).isEmpty();
        assertThat(followed.awaitMayChange(cluster)).isFalse();
        assertThatThrownBy(() -> followed.api(cluster)).isInstanceOf(RequestFailure.class);
        assertThat(followed.leads("main")).isEmpty();

        followed.follow(List.of(cluster));
        await().until(() -> holder().equals("here"));
    }

    @Test
    void endARunBetweenTwoObjectsWhenAnotherHostHasTakenTheLease() {
        assertThat(followed.awaitMayChange(cluster)).isTrue();
        ReconcileRun run = ReconcileStepTest.run(cluster);
        run.endWhen(() -> !followed.mayChange(cluster));
        ServerSideChanges changes =
                new ServerSideChanges(
                        followed::api, followed::live, ApplyPace.USUAL, Clock.systemUTC());
        DesiredState desired = desired();
        run.note(desired);
        run.note(changes.plan(cluster, desired));
        server.fail(
                ApiServer.Fault.delay(Duration.ofMillis(500))
                        .verb("patch")
                        .resource("configmaps")
                        .times(0));
        Lease stolen = lease();
        stolen.getSpec().setHolderIdentity("another");
        var unused = client.resource(stolen).update();

        run.note(changes.apply(cluster, run.plan(), run.stop()));

        assertThat(run.endIfUnwanted()).isTrue();
        assertThat(run.report().result()).isEqualTo(Result.SUPERSEDED);
        assertThat(run.changes().outcomes()).hasSizeLessThan(OBJECTS);
        assertThat(followed.otherLeader(cluster)).contains("another");
        assertThat(holder()).isEqualTo("another");
        server.heal();
        assertThat(
                        changes.prune(cluster, run.plan(), run.changes(), run.stop())
                                .count(Action.DELETED))
                .isZero();
    }

    @Test
    void endAlsoTheComparingBetweenTwoObjects() {
        ReconcileRun run = ReconcileStepTest.run(cluster);
        ServerSideChanges changes =
                new ServerSideChanges(
                        followed::api, followed::live, ApplyPace.USUAL, Clock.systemUTC());
        run.note(desired());
        run.endWhen(() -> server.count("patch", "configmaps") > 2);

        new DiffObjects(changes, Runnable::run).take(run);

        assertThat(run.plan().changes()).hasSizeBetween(1, OBJECTS - 1);
        assertThat(run.endIfUnwanted()).isTrue();
        assertThat(run.report().result()).isEqualTo(Result.SUPERSEDED);
        assertThat(changes.plan(cluster, desired()).changes()).hasSize(OBJECTS);
    }

    private static DesiredState desired() {
        return new DesiredState(
                IntStream.range(0, OBJECTS).mapToObj(FollowedClustersTest::configMap).toList(),
                List.of(),
                "r1");
    }

    private static DesiredObject configMap(int number) {
        String name = "number-" + number;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", "v1").put("kind", "ConfigMap");
        json.putObject("metadata").put("name", name).put("namespace", "monitoring");
        json.putObject("data").put("key", "value");
        return new DesiredObject(
                new ObjectKey("", "ConfigMap", "monitoring", name), "v1", json, "here");
    }
}
