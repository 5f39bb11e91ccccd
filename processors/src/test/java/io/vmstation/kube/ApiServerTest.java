package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API server answers the real client as a real one does. */
@Timeout(60)
class ApiServerTest {
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

    static ConfigMap settings(Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("settings")
                .endMetadata()
                .withData(data)
                .build();
    }

    private ConfigMap apply(String manager, boolean force, Map<String, String> data) {
        return client.resource(settings(data))
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(manager)
                                .withForce(force)
                                .build());
    }

    @Test
    void createsGetsAndLists() {
        ConfigMap made = client.resource(settings(Map.of("a", "1"))).create();
        assertThat(made.getMetadata().getUid()).isNotEmpty();
        assertThat(client.configMaps().inNamespace("default").withName("settings").get().getData())
                .containsEntry("a", "1");
        assertThat(client.configMaps().inNamespace("default").list().getItems()).hasSize(2);
        assertThatThrownBy(() -> client.resource(settings(Map.of())).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("configmaps \"settings\" already exists");
    }

    @Test
    void appliesAndRemovesWhatTheApplierNoLongerNames() {
        apply("one", false, Map.of("a", "1", "b", "2"));
        apply("two", false, Map.of("c", "3"));
        assertThat(apply("one", false, Map.of("a", "9")).getData())
                .isEqualTo(Map.of("a", "9", "c", "3"));
    }

    @Test
    void appliedAgainChangesNothing() {
        String first = apply("one", false, Map.of("a", "1")).getMetadata().getResourceVersion();
        assertThat(apply("one", false, Map.of("a", "1")).getMetadata().getResourceVersion())
                .isEqualTo(first);
    }

    @Test
    void saysWhoOwnsAContestedField() {
        apply("one", false, Map.of("a", "1"));
        assertThatThrownBy(() -> apply("two", false, Map.of("a", "2")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> {
                            assertThat(e.getCode()).isEqualTo(409);
                            assertThat(e.getStatus().getDetails().getCauses().get(0).getReason())
                                    .isEqualTo("FieldManagerConflict");
                        })
                .hasMessageContaining(
                        "Apply failed with 1 conflict: conflict with \"one\": .data.a");
        assertThat(apply("two", true, Map.of("a", "2")).getData()).isEqualTo(Map.of("a", "2"));
    }

    @Test
    void watches() {
        List<String> events = new CopyOnWriteArrayList<>();
        Watch watch =
                client.configMaps()
                        .inNamespace("default")
                        .withName("settings")
                        .watch(
                                new Watcher<>() {
                                    @Override
                                    public void eventReceived(Action action, ConfigMap map) {
                                        events.add(action + " " + map.getData());
                                    }

                                    @Override
                                    public void onClose(WatcherException cause) {}
                                });
        apply("one", false, Map.of("a", "1"));
        apply("one", false, Map.of("a", "2"));
        client.resource(settings(Map.of())).delete();
        await().untilAsserted(
                        () ->
                                assertThat(events)
                                        .containsExactly(
                                                "ADDED {a=1}", "MODIFIED {a=2}", "DELETED {a=2}"));
        watch.close();
    }
}
