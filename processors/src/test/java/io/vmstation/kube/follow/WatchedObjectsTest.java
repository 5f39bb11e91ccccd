package io.vmstation.kube.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.Marks;
import io.vmstation.kube.reconcile.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchedObjectsTest {
    private static final Resource MAPS = new Resource("v1", "ConfigMap", "configmaps", true);
    private static final Resource SECRETS = new Resource("v1", "Secret", "secrets", true);
    private static final Resource DEPLOYMENTS =
            new Resource("apps/v1", "Deployment", "deployments", true);
    private static final ObjectKey KEY = new ObjectKey("", "ConfigMap", "default", "settings");
    private static final WatchPace PACE =
            new WatchPace(
                    Duration.ofMillis(50),
                    Duration.ofMillis(400),
                    Duration.ofMillis(50),
                    Duration.ofMillis(1500));
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient others;
    private final Changes changes = new Changes();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        server.bookmarks(Duration.ofMillis(200));
        others = server.client();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : opened) {
            part.close();
        }
        others.close();
        server.close();
    }

    private WatchedObjects watching(Resource... kinds) {
        WatchedObjects watched = watched(server.kubeconfig(), 1 << 20);
        assertThat(watched.follow(Set.of(kinds))).containsExactlyInAnyOrder(kinds);
        return watched;
    }

    private WatchedObjects watched(Path kubeconfig, long mostBytes) {
        ClusterConnection connection =
                new ClusterConnection(
                        new ClusterAccess(
                                Optional.of(kubeconfig), Optional.empty(), Duration.ofSeconds(5)));
        WatchedObjects watched =
                new WatchedObjects("home", connection, asleep::get, changes, PACE, mostBytes);
        opened.add(watched);
        opened.add(connection);
        return watched;
    }

    private static ConfigMap map(String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("settings")
                .addToLabels(Marks.LABEL, "home")
                .endMetadata()
                .addToData("a", value)
                .build();
    }

    private ConfigMap apply(String value) {
        return others.resource(map(value))
                .fieldManager(Marks.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    private void edit(String manager, String key, String value) {
        var unused =
                others.configMaps()
                        .inNamespace("default")
                        .withName("settings")
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON_MERGE)
                                        .withFieldManager(manager)
                                        .build(),
                                "{\"data\":{\"" + key + "\":\"" + value + "\"}}");
    }

    private static String value(WatchedObjects watched) {
        return watched.find(KEY).map(it -> it.at("/data/a").asText()).orElse("");
    }

    @Test
    void knowsWhatCarriesOurLabelAndNothingElse() {
        apply("1");
        others.resource(
                        new ConfigMapBuilder(map("1"))
                                .editMetadata()
                                .withName("other")
                                .removeFromLabels(Marks.LABEL)
                                .endMetadata()
                                .build())
                .create();

        WatchedObjects watched = watching(MAPS);

        ObjectNode found = watched.find(KEY).orElseThrow();
        assertThat(found.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(found.at("/metadata/managedFields/0/manager").asText()).isEqualTo("vmstation");
        assertThat(watched.find(new ObjectKey("", "ConfigMap", "default", "other"))).isEmpty();
        assertThat(watched.find(new ObjectKey("", "Secret", "default", "settings"))).isEmpty();
    }

    @Test
    void tellsAtOnceWhichFieldOfOursSomebodyHasChanged() {
        apply("1");
        WatchedObjects watched = watching(MAPS);

        edit("kubectl-edit", "a", "2");

        await().until(() -> !changes.drifts().isEmpty());
        assertThat(changes.drifts())
                .containsExactly(
                        new Drift(
                                "home",
                                KEY,
                                false,
                                List.of("data.a"),
                                Optional.of("kubectl-edit")));
        assertThat(value(watched)).isEqualTo("2");
    }

    @Test
    void tellsOfADeletedObjectAndOfOneThatLostOurLabel() {
        apply("1");
        watching(MAPS);
        others.resource(map("1")).delete();
        await().until(() -> changes.drifts().size() == 1);
        apply("1");

        others.configMaps()
                .inNamespace("default")
                .withName("settings")
                .edit(
                        it ->
                                new ConfigMapBuilder(it)
                                        .editMetadata()
                                        .removeFromLabels(Marks.LABEL)
                                        .endMetadata()
                                        .build());

        await().until(() -> changes.drifts().size() == 2);
        assertThat(changes.drifts()).allMatch(Drift::gone);
    }

    @Test
    void whatWeApplyOurselvesIsNoDrift() {
        apply("1");
        WatchedObjects watched = watching(MAPS);
        edit("kubectl-edit", "a", "2");
        await().until(() -> changes.drifts().size() == 1);

        ConfigMap back = apply("3");
        watched.note(KEY, JSON.valueToTree(back));

        assertThat(value(watched)).isEqualTo("3");
        edit("kubectl-edit", "a", "4");
        await().until(() -> value(watched).equals("4"));
        assertThat(changes.drifts()).hasSize(2);
    }

    @Test
    void manyAppliesOfOursWithinOneSecondAreNoDrift() {
        WatchedObjects watched = watching(MAPS);
        for (int i = 0; i < 20; i++) {
            watched.note(KEY, JSON.valueToTree(apply(String.valueOf(i))));
        }
        edit("kubectl-edit", "a", "x");

        await().until(() -> !changes.drifts().isEmpty());
        assertThat(changes.drifts())
                .singleElement()
                .matches(it -> it.by().equals(Optional.of("kubectl-edit")));
    }

    @Test
    void tellsOfAFieldThatSomebodyTookAwayWithoutATrace() {
        apply("1");
        WatchedObjects watched = watching(MAPS);
        ObjectNode without = watched.find(KEY).orElseThrow();
        without.remove("data");
        without.withObject("/metadata").remove("resourceVersion");

        var unused = server.put(without.toString());

        await().until(() -> !changes.drifts().isEmpty());
        assertThat(changes.drifts().get(0).by()).isEmpty();
        assertThat(changes.drifts().get(0).fields()).isNotEmpty();
    }

    @Test
    void whatOthersAddBesideOurFieldsIsNoDrift() {
        apply("1");
        WatchedObjects watched = watching(MAPS);

        edit("other", "b", "2");

        await().until(() -> watched.find(KEY).orElseThrow().at("/data").has("b"));
        assertThat(changes.drifts()).isEmpty();
    }

    @Test
    void aStatusAloneIsNoDrift() {
        server.work(false);
        Deployment deployment =
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("web")
                        .addToLabels(Marks.LABEL, "home")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(1)
                        .withNewSelector()
                        .addToMatchLabels("app", "web")
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", "web")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("web")
                        .withImage("web:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build();
        others.resource(deployment).fieldManager(Marks.FIELD_MANAGER).serverSideApply();
        WatchedObjects watched = watching(DEPLOYMENTS);

        others.apps()
                .deployments()
                .inNamespace("default")
                .withName("web")
                .editStatus(
                        it ->
                                it.edit()
                                        .editOrNewStatus()
                                        .withObservedGeneration(1L)
                                        .withReadyReplicas(1)
                                        .endStatus()
                                        .build());

        await().until(() -> !changes.statuses().isEmpty());
        assertThat(
                        watched.find(changes.statuses().get(0))
                                .orElseThrow()
                                .at("/status/readyReplicas"))
                .hasToString("1");

        assertThat(changes.drifts()).isEmpty();
    }

    @Test
    void doesNotTakeWhatTheWatchTellsLateForTheTruth() {
        ConfigMap first = apply("1");
        WatchedObjects watched = watching(MAPS);
        ObjectNode newer = JSON.valueToTree(map("newer"));
        newer.withObject("/metadata").put("resourceVersion", "999999");
        watched.note(KEY, newer);

        watched.note(KEY, JSON.valueToTree(first));

        assertThat(value(watched)).isEqualTo("newer");
    }

    @Test
    void comesBackByItselfAfterTheApiWasAwayAndTellsWhatHappenedMeanwhile() {
        apply("1");
        WatchedObjects watched = watching(MAPS);
        server.away();
        await().until(() -> watched.find(KEY).isEmpty());
        assertThat(watched.problems()).singleElement().asString().contains("does not answer");

        server.take("v1", "ConfigMap", "default", "settings");
        server.back();

        await().until(() -> !changes.drifts().isEmpty());
        assertThat(changes.drifts()).singleElement().matches(Drift::gone);
        await().untilAsserted(() -> assertThat(watched.problems()).isEmpty());
    }

    @Test
    void listsAnewWhenItsVersionIsTooOld() {
        apply("1");
        WatchedObjects watched = watching(MAPS);
        server.forgetAsked();
        server.forgetHistory();
        edit("kubectl-edit", "a", "2");

        await().until(() -> changes.drifts().size() == 1);
        await().until(() -> value(watched).equals("2"));
        assertThat(server.count("list", "configmaps")).isEqualTo(1);
    }

    @Test
    void doesNotListInALoopWhatTheServerForgetsAtOnce() {
        server.fail(Fault.answer(410).verb("watch").times(0));
        apply("1");
        WatchedObjects watched = watched(server.kubeconfig(), 1 << 20);
        var unused = watched.follow(Set.of(MAPS));

        await().untilAsserted(
                        () ->
                                assertThat(watched.problems())
                                        .singleElement()
                                        .asString()
                                        .contains("forgets at once"));
        server.heal();
        await().until(() -> watched.find(KEY).isPresent());
        await().untilAsserted(() -> assertThat(watched.problems()).isEmpty());
    }

    @Test
    void goesOnWhereItWasWhenTheServerEndsTheWatch() {
        apply("1");
        WatchedObjects watched = watching(MAPS);
        server.forgetAsked();

        server.closeWatches();
        edit("kubectl-edit", "a", "2");

        await().until(() -> value(watched).equals("2"));
        assertThat(server.count("list", "configmaps")).isZero();
    }

    @Test
    void noticesAServerThatIsSilent() {
        apply("1");
        WatchedObjects watched = watching(MAPS);

        server.pause();

        await().until(() -> watched.find(KEY).isEmpty());
        server.resume();
        await().until(() -> watched.find(KEY).isPresent());
    }

    @Test
    void takesTheNewTokenWhenTheOldOneHasExpired() throws Exception {
        server.token("first", "vmstation");
        server.token("second", "vmstation");
        Path kubeconfig = Files.copy(server.kubeconfig("first"), folder.resolve("mine"));
        apply("1");
        WatchedObjects watched = watched(kubeconfig, 1 << 20);
        assertThat(watched.follow(Set.of(MAPS))).contains(MAPS);

        server.expire("first");
        server.closeWatches();
        await().until(() -> watched.find(KEY).isEmpty());
        assertThat(watched.problems()).singleElement().asString().contains("401");
        Files.copy(server.kubeconfig("second"), kubeconfig, StandardCopyOption.REPLACE_EXISTING);

        await().untilAsserted(() -> assertThat(watched.problems()).isEmpty());
        await().until(() -> watched.find(KEY).isPresent());
    }

    @Test
    void aKindThatMayNotBeReadIsNotKnownAndTheOthersAre() {
        server.fail(Fault.answer(403).resource("secrets").times(0));
        apply("1");
        WatchedObjects watched = watched(server.kubeconfig(), 1 << 20);

        assertThat(watched.follow(Set.of(MAPS, SECRETS))).containsExactly(MAPS);

        assertThat(watched.problems()).singleElement().asString().contains("secrets", "403");
        assertThat(watched.find(KEY)).isPresent();
    }

    @Test
    void comesAgainWhenAThrottlingServerSaysSo() {
        server.fail(Fault.answer(429).retryAfter(1).verb("list").times(1));
        apply("1");
        WatchedObjects watched = watched(server.kubeconfig(), 1 << 20);

        assertThat(watched.follow(Set.of(MAPS))).isEmpty();
        await().until(() -> watched.find(KEY).isPresent());

        var lists = server.asked(it -> it.verb().equals("list"));
        assertThat(Duration.between(lists.get(0).at(), lists.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void forgetsKindsThatAreNoLongerWanted() {
        apply("1");
        WatchedObjects watched = watching(MAPS, SECRETS);

        assertThat(watched.follow(Set.of(SECRETS))).containsExactly(SECRETS);

        assertThat(watched.find(KEY)).isEmpty();
        edit("kubectl-edit", "a", "2");
        assertThat(watched.follow(Set.of(MAPS))).containsExactly(MAPS);
        assertThat(value(watched)).isEqualTo("2");
        assertThat(changes.drifts()).isEmpty();
    }

    @Test
    void keepsNoMoreThanItHasRoomFor() {
        apply("x".repeat(5000));
        WatchedObjects watched = watched(server.kubeconfig(), 2000);

        assertThat(watched.follow(Set.of(MAPS))).isEmpty();

        assertThat(watched.problems()).singleElement().asString().contains("take more than");
        assertThat(watched.find(KEY)).isEmpty();
    }

    @Test
    void readsLongListsInPages() {
        for (int i = 0; i < 300; i++) {
            ObjectNode object = JSON.valueToTree(map("1"));
            object.put("apiVersion", "v1").put("kind", "ConfigMap");
            object.withObject("/metadata").put("name", "map-" + i).put("namespace", "default");
            var unused = server.put(object.toString());
        }

        WatchedObjects watched = watching(MAPS);

        assertThat(server.count("list", "configmaps")).isEqualTo(2);
        for (int i = 0; i < 300; i++) {
            ObjectKey key = new ObjectKey("", "ConfigMap", "default", "map-" + i);
            assertThat(watched.find(key)).as("map-%d", i).isPresent();
        }
    }

    @Test
    void doesNotAskAClusterThatSleeps() {
        asleep.set(true);
        apply("1");
        server.forgetAsked();
        WatchedObjects watched = watched(server.kubeconfig(), 1 << 20);

        assertThat(watched.follow(Set.of(MAPS))).isEmpty();
        assertThat(watched.problems()).isEmpty();
        assertThat(server.asked()).isEmpty();

        asleep.set(false);
        watched.hurry();
        await().until(() -> watched.find(KEY).isPresent());
    }

    @Test
    void leavesNoThreadBehind() {
        apply("1");
        WatchedObjects watched = watching(MAPS, SECRETS, DEPLOYMENTS);
        assertThat(threads()).isNotEmpty();

        watched.close();

        await().until(() -> threads().isEmpty());
        assertThat(watched.find(KEY)).isEmpty();
        assertThat(watched.follow(Set.of(MAPS))).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vmstation-watch-"))
                .toList();
    }

    @Test
    void seesManyChangesInTheOrderOfTheirVersions() {
        apply("0");
        WatchedObjects watched = watching(MAPS);

        for (int i = 1; i <= 50; i++) {
            edit("kubectl-edit", "a", String.valueOf(i));
        }

        await().until(() -> value(watched).equals("50"));
        assertThat(changes.drifts()).isNotEmpty();
    }
}
