package io.vmstation.kube;

import static io.vmstation.kube.ApiServer.Fault.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API server fails as it is told, and tells what it was asked. */
@Timeout(60)
class ApiServerFaultsTest {
    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void tellsEachRequestInOrder() {
        put("a", "1");
        var unused = client.resource(map("a", "2")).dryRun().fieldManager("test").serverSideApply();
        client.configMaps().inNamespace("default").withName("b").get();
        assertThat(server.asked())
                .extracting(ApiServer.Asked::toString)
                .containsExactly(
                        "patch configmaps default/a apply 201",
                        "patch configmaps default/a apply dry-run 200",
                        "get configmaps default/b 404");
        assertThat(server.count("patch", "configmaps")).isEqualTo(2);
        server.forgetAsked();
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void answersAsToldSoOften() {
        for (int code : List.of(401, 403, 409, 422, 429, 500, 503)) {
            server.fail(answer(code).verb("get").resource("configmaps").name("a"));
            assertThatThrownBy(() -> get("a"))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(code));
            assertThat(get("a")).isNull();
        }
    }

    @Test
    void connectionsEndBeforeOrAfterItIsDone() {
        server.fail(ApiServer.Fault.dropBefore().verb("patch").name("a"));
        assertThatThrownBy(() -> apply("a", "1")).isInstanceOf(KubernetesClientException.class);
        assertThat(get("a")).isNull();
        server.fail(ApiServer.Fault.dropAfter().verb("patch").name("a"));
        assertThatThrownBy(() -> apply("a", "1")).isInstanceOf(KubernetesClientException.class);
        assertThat(get("a")).isNotNull();
    }

    @Test
    void keepsWhatItAnsweredWhenItIsKilled() {
        String version = apply("a", "1").getMetadata().getResourceVersion();
        int port = server.port();
        server.kill();
        assertThatThrownBy(() -> get("a")).isInstanceOf(KubernetesClientException.class);
        server.restart();
        assertThat(server.port()).isEqualTo(port);
        assertThat(get("a").getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void diesAtACertainRequest() {
        server.fail(ApiServer.Fault.killAfter().verb("patch").name("b"));
        put("a", "1");
        assertThatThrownBy(() -> apply("b", "1")).isInstanceOf(KubernetesClientException.class);
        await().until(() -> !server.running());
        server.restart();
        assertThat(get("b")).isNotNull();
    }

    @Test
    void goesAwayAndComesBack() {
        put("a", "1");
        server.away();
        assertThatThrownBy(() -> get("a")).isInstanceOf(KubernetesClientException.class);
        server.back();
        assertThat(get("a")).isNotNull();
    }

    @Test
    void watchesFromAVersionOn() {
        String version = apply("a", "1").getMetadata().getResourceVersion();
        put("a", "2");
        Seen seen = new Seen();
        Watch watch = client.configMaps().inNamespace("default").watch(from(version), seen);
        put("a", "3");
        client.resource(map("a", "")).delete();
        await().untilAsserted(
                        () ->
                                assertThat(seen.events)
                                        .containsExactly(
                                                "MODIFIED a=2", "MODIFIED a=3", "DELETED a=3"));
        watch.close();
    }

    @Test
    void tellsHowFarItIs() {
        server.bookmarks(Duration.ofMillis(50));
        Seen seen = new Seen();
        Watch watch = client.configMaps().inNamespace("default").watch(from(""), seen);
        await().until(() -> seen.events.stream().anyMatch(event -> event.startsWith("BOOKMARK")));
        watch.close();
    }

    @Test
    void versionsThatAreTooOldAreGone() {
        String version = apply("a", "1").getMetadata().getResourceVersion();
        server.forgetHistory();
        Seen seen = new Seen();
        Watch watch = client.configMaps().inNamespace("default").watch(from(version), seen);
        await().untilAsserted(
                        () -> assertThat(seen.ends).containsExactly("too old resource version"));
        watch.close();
    }

    @Test
    void informersLiveThroughAllOfIt() {
        List<String> events = new CopyOnWriteArrayList<>();
        SharedIndexInformer<ConfigMap> informer =
                client.configMaps()
                        .inNamespace("default")
                        .withLabel("of", "us")
                        .inform(
                                new ResourceEventHandler<>() {
                                    @Override
                                    public void onAdd(ConfigMap map) {
                                        events.add("+" + map.getMetadata().getName());
                                    }

                                    @Override
                                    public void onUpdate(ConfigMap old, ConfigMap map) {}

                                    @Override
                                    public void onDelete(ConfigMap map, boolean unknown) {
                                        events.add("-" + map.getMetadata().getName());
                                    }
                                });
        put("a", "1");
        await().until(() -> events.contains("+a"));
        server.closeWatches();
        put("b", "1");
        await().until(() -> events.contains("+b"));
        server.forgetHistory();
        put("c", "1");
        await().until(() -> events.contains("+c"));
        server.kill();
        server.restart();
        client.resource(map("a", "1")).delete();
        await().atMost(Duration.ofSeconds(30)).until(() -> events.contains("-a"));
        informer.close();
    }

    private void put(String name, String value) {
        var unused = apply(name, value);
    }

    private static ListOptions from(String version) {
        return new ListOptionsBuilder()
                .withResourceVersion(version)
                .withAllowWatchBookmarks(true)
                .build();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("of", "us")
                .endMetadata()
                .withData(Map.of("value", value))
                .build();
    }

    private ConfigMap apply(String name, String value) {
        return client.resource(map(name, value)).fieldManager("test").serverSideApply();
    }

    private ConfigMap get(String name) {
        return client.configMaps().inNamespace("default").withName(name).get();
    }

    /** What a watch was told. */
    private static final class Seen implements Watcher<ConfigMap> {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public void eventReceived(Action action, ConfigMap map) {
            String value = map.getData() == null ? "" : map.getData().get("value");
            events.add(action + " " + map.getMetadata().getName() + "=" + value);
        }

        @Override
        public void onClose(WatcherException cause) {
            ends.add(String.valueOf(cause.getMessage()).replaceAll(": .*", ""));
        }
    }
}
