package io.vmstation.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.it.ReconcilingHost.Ended;
import io.vmstation.kube.ApiServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar keeps a cluster as its files say, over real HTTP. */
@Timeout(300)
class ReconcileTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient client;
    private ReconcilingHost host;

    @BeforeEach
    void prepare() throws Exception {
        server = ApiServer.start(folder);
        client = server.client();
        host = new ReconcilingHost(folder.resolve("home"), server, "");
    }

    @AfterEach
    void close() throws Exception {
        host.close();
        client.close();
        server.close();
    }

    private Optional<String> value(String name) {
        ConfigMap found = client.configMaps().inNamespace("monitoring").withName(name).get();
        return Optional.ofNullable(found).map(map -> map.getData().get("key"));
    }

    private void awaitValue(String name, String value) {
        await(name + " is " + value)
                .atMost(SOON)
                .until(() -> value(name).equals(Optional.of(value)));
    }

    /** As {@code kubectl edit} does. */
    private void editByHand(String value) throws Exception {
        HttpRequest patch =
                HttpRequest.newBuilder(
                                URI.create(
                                        server.url()
                                                + "/api/v1/namespaces/monitoring/configmaps/one?fieldManager=kubectl-edit"))
                        .header("Content-Type", "application/merge-patch+json")
                        .method(
                                "PATCH",
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"data\": {\"key\": \"" + value + "\"}}"))
                        .build();
        assertThat(
                        HttpClient.newHttpClient()
                                .send(patch, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsTheClusterAsTheFilesSayWhateverHappensToEither() throws Exception {
        host.start();
        awaitValue("one", "first");

        host.config("one", "second");
        awaitValue("one", "second");

        editByHand("by hand");
        awaitValue("one", "second");
        await().atMost(SOON)
                .until(
                        () ->
                                host.metrics()
                                        .contains(
                                                "vmstation_reconcile_drift_corrected_total{cluster=\"main\",kind=\"ConfigMap\"} 1"));

        host.config("two", "new");
        awaitValue("two", "new");
        host.remove("manifests/main/two.yaml");
        await().atMost(SOON).until(() -> value("two").isEmpty());

        client.configMaps().inNamespace("monitoring").withName("one").delete();
        awaitValue("one", "second");
    }

    @Test
    void appliesNothingOfFilesOfWhichOneIsWrongAndSaysWhichAndWhere() throws Exception {
        host.start();
        awaitValue("one", "first");
        host.write(
                "manifests/main/wrong.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: wrong\n  labls: {a: b}\n");
        await().atMost(SOON).until(() -> host.health().contains("wrong.yaml:5"));
        host.config("one", "never applied");

        Ended status = host.run("status");
        assertThat(status.output()).contains("invalid").contains("wrong.yaml:5");
        assertThat(host.run("validate").output()).contains("wrong.yaml:5");
        assertThat(host.run("diff").code()).isEqualTo(2);
        assertThat(value("one")).contains("first");

        host.remove("manifests/main/wrong.yaml");
        awaitValue("one", "never applied");
        await().atMost(SOON).until(() -> !host.health().contains("wrong.yaml"));
    }

    @Test
    void losesNothingWhileTheServerIsAway() throws Exception {
        host.start();
        awaitValue("one", "first");
        server.kill();
        host.config("one", "meanwhile");
        await().atMost(SOON).until(() -> host.cluster().contains("\"state\":\"away\""));
        assertThat(host.health()).contains("its API does not answer");

        server.restart();
        awaitValue("one", "meanwhile");
        await().atMost(SOON).until(() -> host.cluster().contains("\"state\":\"synced\""));
    }

    @Test
    void comparesWithoutARunningHostAndSaysByItsExitCodeWhetherAnythingDiffers() throws Exception {
        Ended first = host.run("diff");
        assertThat(first.output()).contains("+ ConfigMap monitoring/one");
        assertThat(first.code()).isEqualTo(1);
        assertThat(value("one")).isEmpty();

        assertThat(host.run("reconcile", "--wait").code()).isZero();
        assertThat(value("one")).contains("first");
        assertThat(host.run("diff").code()).isZero();

        host.config("one", "other");
        Ended changed = host.run("reconcile", "--dry-run", "main");
        assertThat(changed.output()).contains("- \"first\"").contains("+ \"other\"");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(host.run("diff", "nobody").code()).isEqualTo(2);
        server.kill();
        assertThat(host.run("diff").code()).isEqualTo(2);
    }

    @Test
    void letsOneOfTwoHostsReconcileAndTheOtherTakeOver() throws Exception {
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("vmstation")
                                .endMetadata()
                                .build())
                .create();
        try (ReconcilingHost leader =
                        new ReconcilingHost(folder.resolve("leader"), server, "vmstation");
                ReconcilingHost standby =
                        new ReconcilingHost(folder.resolve("standby"), server, "vmstation")) {
            leader.start();
            awaitValue("one", "first");
            standby.config("one", "of the standby");
            standby.start();
            await().atMost(SOON).until(() -> standby.cluster().contains("\"leading\":false"));
            assertThat(standby.run("reconcile").code()).isEqualTo(2);
            assertThat(value("one")).contains("first");

            leader.kill();
            awaitValue("one", "of the standby");
            assertThat(standby.cluster()).contains("\"leading\":true");
        }
    }
}
