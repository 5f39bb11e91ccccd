package io.vmstation.kube.health;

import static io.vmstation.kube.health.Objects.CRASHING;
import static io.vmstation.kube.health.Objects.NOT_READY;
import static io.vmstation.kube.health.Objects.NO_IMAGE;
import static io.vmstation.kube.health.Objects.PENDING;
import static io.vmstation.kube.health.Objects.READY;
import static io.vmstation.kube.health.Objects.desired;
import static io.vmstation.kube.health.Objects.node;
import static io.vmstation.kube.health.Objects.object;
import static io.vmstation.kube.health.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusOfObjectsTest {
    private static final ReconciledCluster HOME =
            new ReconciledCluster(
                    "home",
                    Mode.ENFORCE,
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    new Sources("m", Optional.empty(), Optional.empty(), List.of(), "web"),
                    Duration.ofMinutes(10),
                    new Policy(false, false, List.of(), new Pruning(true, 9, 9, Set.of())));

    private final FakeApi api = new FakeApi();
    private Set<String> asleep = Set.of();

    private List<ObjectHealth> assess(ObjectNode... objects) {
        List<DesiredObject> wanted = Stream.of(objects).map(Objects::desired).toList();
        return new StatusOfObjects(
                        api,
                        api,
                        () -> asleep,
                        InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z")))
                .assess(HOME, new DesiredState(wanted, List.of(), "r1"));
    }

    private ObjectHealth health(ObjectNode object) {
        api.with(object);
        return assess(object).get(0);
    }

    private ObjectHealth health(String yaml) {
        return health(object(yaml));
    }

    private static ObjectNode deployment(int wanted, int all, int updated, int available) {
        return object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: web, name: web, generation: 2}
                spec:
                  replicas: %d
                  progressDeadlineSeconds: 600
                  selector: {matchLabels: {app: web}}
                status:
                  observedGeneration: 2
                  replicas: %d
                  updatedReplicas: %d
                  availableReplicas: %d
                  readyReplicas: %d
                  conditions:
                    - {type: Available, status: 'True'}
                    - {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}
                """
                        .formatted(wanted, all, updated, available, available));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3, 3, 3, CURRENT, Healthy",
        "3, 2, 2, 2, IN_PROGRESS, Replicas: 2/3",
        "3, 3, 1, 3, IN_PROGRESS, Updated: 1/3",
        "3, 4, 3, 3, IN_PROGRESS, Pending termination: 1",
        "3, 3, 3, 2, IN_PROGRESS, Available: 2/3",
        "0, 0, 0, 0, CURRENT, Healthy"
    })
    void aDeploymentIsJudgedByItsNumbers(
            int wanted, int all, int updated, int available, Status status, String message) {
        ObjectHealth health = health(deployment(wanted, all, updated, available));

        assertThat(health.status()).isEqualTo(status);
        assertThat(health.message()).isEqualTo(message);
    }

    @Test
    void aDeploymentBeyondItsDeadlineHasFailed() {
        ObjectNode late = deployment(1, 1, 1, 0);
        ((ObjectNode) late.at("/status/conditions/1")).put("reason", "ProgressDeadlineExceeded");
        ObjectHealth health = health(late);

        assertThat(health.status()).isEqualTo(Status.FAILED);
        assertThat(health.message()).contains("deadline");
    }

    @Test
    void whatTheControllerHasNotSeenYetIsOnItsWay() {
        ObjectNode newer = deployment(1, 1, 1, 1);
        ((ObjectNode) newer.at("/metadata")).put("generation", 3);

        assertThat(health(newer).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void anObjectThatIsBeingDeletedIsTerminating() {
        ObjectNode ending = deployment(1, 1, 1, 1);
        ((ObjectNode) ending.at("/metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");

        assertThat(health(ending).status()).isEqualTo(Status.TERMINATING);
    }

    @Test
    void anObjectThatIsNotThereIsNotFound() {
        assertThat(assess(deployment(1, 1, 1, 1)).get(0).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void aPodThatKeepsCrashingFailsItsWorkloadAtOnceAndSaysWhy() {
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: one", CRASHING));

        ObjectHealth health = health(deployment(1, 1, 1, 0));

        assertThat(health.status()).isEqualTo(Status.FAILED);
        assertThat(health.message())
                .isEqualTo(
                        "Available: 0/1; pod web-a-1: container app is in CrashLoopBackOff: its last"
                                + " exit code was 3");
    }

    @Test
    void anImageThatCannotBeHadFailsTheWorkload() {
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: one", NO_IMAGE));

        assertThat(health(deployment(1, 1, 1, 0)).message())
                .contains("ImagePullBackOff: no such image");
    }

    @Test
    void podsOfOthersWithTheSameLabelsDoNotCount() {
        api.with(pod("other-1", "ReplicaSet other-a", "a", "nodeName: one", CRASHING));

        assertThat(health(deployment(1, 1, 1, 0)).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void podsAreNotReadWhileAllIsWell() {
        health(deployment(1, 1, 1, 1));
        assertThat(api.asked).containsExactly("get Deployment web/web");
    }

    @Test
    void aDeploymentWhosePodIsOnASleepingNodeIsHealthy() {
        asleep = Set.of("homelab");
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: one", READY));
        api.with(pod("web-a-2", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));

        ObjectHealth health = health(deployment(2, 2, 2, 1));

        assertThat(health.status()).isEqualTo(Status.CURRENT);
        assertThat(health.message()).isEqualTo("Healthy, 1 asleep");
        assertThat(health.asleep()).isEqualTo(1);
    }

    @Test
    void evenBeyondItsDeadline() {
        asleep = Set.of("homelab");
        api.with(pod("web-a-2", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));
        ObjectNode late = deployment(1, 1, 1, 0);
        ((ObjectNode) late.at("/status/conditions/1")).put("reason", "ProgressDeadlineExceeded");

        assertThat(health(late).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void aPodThatIsMissingElsewhereIsMissed() {
        asleep = Set.of("homelab");
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: one", NOT_READY));
        api.with(pod("web-a-2", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));

        ObjectHealth health = health(deployment(2, 2, 2, 0));

        assertThat(health.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(health.message()).isEqualTo("Available: 0/2, 1 asleep");
    }

    @Test
    void aPodThatMayRunOnASleepingNodeOnlyIsAsleep() {
        asleep = Set.of("homelab");
        api.with(node("homelab")).with(node("one"));
        String pinned = "nodeSelector: {kubernetes.io/hostname: homelab}";
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", pinned, PENDING));

        assertThat(health(deployment(1, 1, 1, 0)).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void aPodThatCouldRunElsewhereIsNot() {
        asleep = Set.of("homelab");
        api.with(node("homelab")).with(node("one"));
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "", PENDING));

        assertThat(health(deployment(1, 1, 1, 0)).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void aPodWhoseVolumeIsOnASleepingNodeIsAsleep() {
        asleep = Set.of("homelab");
        api.with(node("homelab")).with(node("one"));
        api.with(
                object(
                        """
                        kind: PersistentVolumeClaim
                        metadata: {namespace: web, name: data}
                        spec: {volumeName: pv-1}
                        """));
        api.with(
                object(
                        """
                        kind: PersistentVolume
                        metadata: {name: pv-1}
                        spec:
                          nodeAffinity:
                            required:
                              nodeSelectorTerms:
                                - matchExpressions:
                                    - {key: kubernetes.io/hostname, operator: In, values: [homelab]}
                        """));
        String claim = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]";
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", claim, PENDING));

        assertThat(health(deployment(1, 1, 1, 0)).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void anEvictedPodOfADeploymentWhoseSuccessorIsNotMadeIsMissed() {
        asleep = Set.of("homelab");
        ObjectNode ending = pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY);
        ((ObjectNode) ending.at("/metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
        api.with(ending);

        assertThat(health(deployment(1, 0, 0, 0)).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void anUpdateThatWaitsForASleepingNodeOnlyIsHealthy() {
        asleep = Set.of("homelab");
        api.with(pod("web-b-1", "ReplicaSet web-b", "b", "nodeName: one", READY));
        api.with(pod("web-a-2", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));

        assertThat(health(deployment(2, 2, 1, 1)).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void anUpdateThatIsUnderWayOnNodesThatAreAwakeIsOnItsWay() {
        asleep = Set.of("homelab");
        api.with(pod("web-b-1", "ReplicaSet web-b", "b", "nodeName: one", READY));
        api.with(pod("web-a-3", "ReplicaSet web-a", "a", "nodeName: one", READY));
        api.with(pod("web-a-2", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));

        assertThat(health(deployment(3, 3, 1, 2)).status()).isEqualTo(Status.IN_PROGRESS);
    }

    private static ObjectNode daemonSet(int wanted, int updated, int available) {
        return object(
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {namespace: web, name: agent, generation: 2}
                spec:
                  selector: {matchLabels: {app: web}}
                  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}
                status:
                  observedGeneration: 2
                  desiredNumberScheduled: %d
                  currentNumberScheduled: %d
                  updatedNumberScheduled: %d
                  numberAvailable: %d
                  numberReady: %d
                """
                        .formatted(wanted, wanted, updated, available, available));
    }

    private void agent(String name, String hash, String node, String status) {
        api.with(pod(name, "DaemonSet agent", hash, "nodeName: " + node, status));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3, 3, CURRENT, Healthy",
        "3, 2, 3, IN_PROGRESS, Updated: 2/3",
        "3, 3, 2, IN_PROGRESS, Available: 2/3"
    })
    void aDaemonSetIsJudgedByItsNumbers(
            int wanted, int updated, int available, Status status, String message) {
        ObjectHealth health = health(daemonSet(wanted, updated, available));

        assertThat(health.status()).isEqualTo(status);
        assertThat(health.message()).isEqualTo(message);
    }

    @Test
    void aDaemonSetIsJudgedOverTheNodesThatAreAwake() {
        asleep = Set.of("homelab");
        agent("agent-1", "a", "one", READY);
        agent("agent-2", "a", "two", READY);
        agent("agent-3", "a", "homelab", NOT_READY);

        ObjectHealth health = health(daemonSet(3, 3, 2));

        assertThat(health.status()).isEqualTo(Status.CURRENT);
        assertThat(health.message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void aDaemonSetWhoseNodeIsDeadAndNotAsleepIsNotHealthy() {
        asleep = Set.of("homelab");
        agent("agent-1", "a", "one", READY);
        agent("agent-2", "a", "two", NOT_READY);
        agent("agent-3", "a", "homelab", NOT_READY);

        assertThat(health(daemonSet(3, 3, 1)).status()).isEqualTo(Status.IN_PROGRESS);
        asleep = Set.of();
        assertThat(health(daemonSet(3, 3, 1)).message()).isEqualTo("Available: 1/3");
    }

    @Test
    void aDaemonSetThatHasNoPodYetForASleepingNodeIsHealthy() {
        asleep = Set.of("homelab");
        agent("agent-1", "a", "one", READY);

        assertThat(health(daemonSet(2, 1, 1)).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void anUpdateOfADaemonSetThatWaitsForASleepingNodeOnlyIsHealthy() {
        asleep = Set.of("homelab");
        agent("agent-1", "b", "one", READY);
        agent("agent-3", "a", "homelab", NOT_READY);

        assertThat(health(daemonSet(2, 1, 1)).message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void anUpdateOfADaemonSetThatASleepingNodeHoldsUpSaysSo() {
        asleep = Set.of("homelab");
        agent("agent-1", "a", "one", READY);
        agent("agent-2", "b", "two", READY);
        agent("agent-3", "a", "homelab", NOT_READY);

        ObjectHealth health = health(daemonSet(3, 1, 2));

        assertThat(health.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(health.message()).contains("set maxUnavailable to 100%").contains("1 asleep");
    }

    private static ObjectNode statefulSet(String more, int all, int ready, String status) {
        return object(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {namespace: web, name: db, generation: 1}
                spec: {replicas: 3, selector: {matchLabels: {app: web}}, %s}
                status: {observedGeneration: 1, replicas: %d, readyReplicas: %d, %s}
                """
                        .formatted(more, all, ready, status));
    }

    @Test
    void aStatefulSetIsJudgedByItsNumbersAndRevisions() {
        String rolling = "updateStrategy: {type: RollingUpdate}";
        String done =
                "currentReplicas: 3, updatedReplicas: 3, currentRevision: a, updateRevision: a";
        String half =
                "currentReplicas: 2, updatedReplicas: 1, currentRevision: a, updateRevision: b";

        assertThat(health(statefulSet(rolling, 3, 3, done)).message()).isEqualTo("Healthy");
        assertThat(health(statefulSet(rolling, 2, 2, done)).message()).isEqualTo("Replicas: 2/3");
        assertThat(health(statefulSet(rolling, 3, 2, done)).message()).isEqualTo("Ready: 2/3");
        assertThat(health(statefulSet(rolling, 4, 3, done)).message())
                .isEqualTo("Pending termination: 1");
        assertThat(health(statefulSet(rolling, 3, 3, half)).message()).isEqualTo("Updated: 1/3");
    }

    @Test
    void aStatefulSetIsUpdatedAsFarAsItsPartitionSays() {
        String rolling = "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}";
        String one =
                "currentReplicas: 2, updatedReplicas: 1, currentRevision: a, updateRevision: b";
        String none = one.replace("updatedReplicas: 1", "updatedReplicas: 0");

        assertThat(health(statefulSet(rolling, 3, 3, one)).status()).isEqualTo(Status.CURRENT);
        assertThat(health(statefulSet(rolling, 3, 3, none)).message()).isEqualTo("Updated: 0/1");
    }

    @Test
    void aStatefulSetThatIsUpdatedByHandDoesNotWaitForThat() {
        String manual = "updateStrategy: {type: OnDelete}";
        String old =
                "currentReplicas: 3, updatedReplicas: 0, currentRevision: a, updateRevision: b";

        assertThat(health(statefulSet(manual, 3, 3, old)).status()).isEqualTo(Status.CURRENT);
        assertThat(health(statefulSet(manual, 3, 1, old)).status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void aPodOfAStatefulSetThatIsBeingEvictedFromASleepingNodeIsAsleep() {
        asleep = Set.of("homelab");
        ObjectNode ending = pod("db-2", "StatefulSet db", "a", "nodeName: homelab", NOT_READY);
        ((ObjectNode) ending.at("/metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
        api.with(ending);
        api.with(pod("db-0", "StatefulSet db", "a", "nodeName: one", READY));
        api.with(pod("db-1", "StatefulSet db", "a", "nodeName: one", READY));
        String status = "updatedReplicas: 3, currentRevision: a, updateRevision: a";

        assertThat(health(statefulSet("serviceName: db", 3, 2, status)).message())
                .isEqualTo("Healthy, 1 asleep");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1|ConfigMap|{}|CURRENT",
                "batch/v1|CronJob|{}|CURRENT",
                "networking.k8s.io/v1|Ingress|{status: {loadBalancer: {}}}|CURRENT",
                "batch/v1|Job|{status: {}}|IN_PROGRESS",
                "batch/v1|Job|{status: {startTime: '2026-01-01T00:00:00Z'}}|CURRENT",
                "batch/v1|Job|{status: {conditions: [{type: Failed, status: 'True'}]}}|FAILED",
                "batch/v1|Job|{status: {conditions: [{type: Complete, status: 'True'}]}}|CURRENT",
                "v1|PersistentVolumeClaim|{status: {phase: Pending}}|IN_PROGRESS",
                "v1|PersistentVolumeClaim|{status: {phase: Bound}}|CURRENT",
                "v1|PersistentVolumeClaim|{status: {phase: Lost}}|FAILED",
                "v1|PersistentVolume|{status: {phase: Available}}|CURRENT",
                "v1|PersistentVolume|{status: {phase: Failed}}|FAILED",
                "v1|Service|{spec: {type: ClusterIP}}|CURRENT",
                "v1|Service|{spec: {type: LoadBalancer}}|IN_PROGRESS",
                "v1|Service|{spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip:"
                        + " 1.2.3.4}]}}}|CURRENT",
                "v1|Namespace|{status: {phase: Active}}|CURRENT",
                "v1|Namespace|{status: {phase: Terminating}}|TERMINATING",
                "apiextensions.k8s.io/v1|CustomResourceDefinition|{}|IN_PROGRESS",
                "apiextensions.k8s.io/v1|CustomResourceDefinition|{status: {conditions: [{type:"
                        + " Established, status: 'True'}]}}|CURRENT",
                "apiextensions.k8s.io/v1|CustomResourceDefinition|{status: {conditions: [{type:"
                        + " Established, status: 'False', reason: Installing}]}}|IN_PROGRESS",
                "apiextensions.k8s.io/v1|CustomResourceDefinition|{status: {conditions: [{type:"
                        + " NamesAccepted, status: 'False'}]}}|FAILED",
                "policy/v1|PodDisruptionBudget|{status: {desiredHealthy: 1, currentHealthy:"
                        + " 1}}|CURRENT",
                "policy/v1|PodDisruptionBudget|{status: {desiredHealthy: 2, currentHealthy:"
                        + " 1}}|IN_PROGRESS",
                "autoscaling/v2|HorizontalPodAutoscaler|{status: {conditions: [{type: AbleToScale,"
                        + " status: 'False'}]}}|FAILED",
                "autoscaling/v2|HorizontalPodAutoscaler|{status: {conditions: [{type:"
                        + " ScalingActive, status: 'False', reason: ScalingDisabled}]}}|CURRENT",
                "apiregistration.k8s.io/v1|APIService|{status: {conditions: [{type: Available,"
                        + " status: 'True'}]}}|CURRENT",
                "apiregistration.k8s.io/v1|APIService|{status: {conditions: [{type: Available,"
                        + " status: 'False'}]}}|IN_PROGRESS",
                "v1|Pod|{status: {phase: Succeeded}}|CURRENT",
                "v1|Pod|{status: {phase: Failed}}|FAILED",
                "v1|Pod|{status: {phase: Running}}|IN_PROGRESS",
                "v1|Pod|{metadata: {creationTimestamp: '2026-01-01T11:59:55Z'}, status: {phase:"
                        + " Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
                        + " Unschedulable}]}}|IN_PROGRESS",
                "v1|Pod|{metadata: {creationTimestamp: '2026-01-01T11:59:00Z'}, status: {phase:"
                        + " Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
                        + " Unschedulable}]}}|FAILED",
                "apps/v1|ReplicaSet|{spec: {replicas: 0}}|CURRENT",
                "apps/v1|ReplicaSet|{spec: {replicas: 1}}|IN_PROGRESS",
                "example.org/v1|Thing|{}|CURRENT",
                "example.org/v1|Thing|{status: {conditions: [{type: Ready, status:"
                        + " 'True'}]}}|CURRENT",
                "example.org/v1|Thing|{status: {conditions: [{type: Ready, status:"
                        + " 'False'}]}}|IN_PROGRESS",
                "example.org/v1|Thing|{status: {conditions: [{type: Ready, status:"
                        + " Unknown}]}}|IN_PROGRESS",
                "example.org/v1|Thing|{status: {conditions: [{type: Reconciling, status:"
                        + " 'True'}, {type: Ready, status: 'True'}]}}|IN_PROGRESS",
                "example.org/v1|Thing|{status: {conditions: [{type: Stalled, status:"
                        + " 'True'}]}}|FAILED",
                "example.org/v1|Thing|{metadata: {generation: 2}, status: {observedGeneration:"
                        + " 1}}|IN_PROGRESS",
            })
    void judgesOtherKindsByTheirRules(String version, String kind, String more, Status status) {
        ObjectNode object = object(more);
        object.put("apiVersion", version).put("kind", kind);
        object.withObject("/metadata").put("name", "it");

        assertThat(health(object).status()).isEqualTo(status);
    }

    @Test
    void aBudgetThatMissesSleepingPodsOnlyIsHealthy() {
        asleep = Set.of("homelab");
        api.with(pod("web-a-1", "ReplicaSet web-a", "a", "nodeName: homelab", NOT_READY));

        ObjectHealth health =
                health(
                        """
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {namespace: web, name: web}
                        spec: {selector: {matchLabels: {app: web}}}
                        status: {desiredHealthy: 2, currentHealthy: 1}
                        """);

        assertThat(health.message()).isEqualTo("Healthy, 1 asleep");
    }

    @Test
    void whatIsWatchedIsNotAskedFor() {
        ObjectNode seen = deployment(1, 1, 1, 1);
        api.watch(desired(seen).key(), seen);

        assertThat(assess(seen).get(0).status()).isEqualTo(Status.CURRENT);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void nobodyGoesOnAskingAServerThatIsAway() {
        api.fail(0);
        ObjectNode one = deployment(1, 1, 1, 1);
        ObjectNode other = daemonSet(1, 1, 1);

        assertThat(assess(one, other))
                .extracting(ObjectHealth::status)
                .containsOnly(Status.UNKNOWN);
        assertThat(api.asked).hasSize(1);
    }

    @Test
    void whatMayNotBeReadIsUnknownAndTheOthersAreJudged() {
        api.fail(403);
        ObjectNode one = deployment(1, 1, 1, 1);
        ObjectNode other = daemonSet(1, 1, 1);
        api.watch(desired(other).key(), other);

        assertThat(assess(one, other))
                .extracting(ObjectHealth::status)
                .containsExactly(Status.UNKNOWN, Status.CURRENT);
    }
}
