package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API server stores and applies as a real one does, seen by the real client. */
@Timeout(60)
class ApiServerTest {
    private static final String DEPLOYMENT =
            """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "web", "namespace": "default"},
             "spec": {"selector": {"matchLabels": {"app": "web"}}, %s
              "template": {"metadata": {"labels": {"app": "web"}},
               "spec": {"containers": [{"name": "web", "image": "%s", "env": [%s],
                "ports": [{"containerPort": 80}]}]}}}}
            """;

    @TempDir Path folder;
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        server.work(false);
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void createsGetsListsAndDeletes() {
        ConfigMap made = client.resource(settings(Map.of("a", "1"))).create();
        assertThat(made.getMetadata().getUid()).isNotEmpty();
        assertThat(settings().getData()).containsEntry("a", "1");
        assertThat(client.configMaps().inNamespace("default").list().getItems())
                .extracting(map -> map.getMetadata().getName())
                .contains("settings", "kube-root-ca.crt");
        refused(() -> client.resource(settings(Map.of())).create(), 409, "already exists");
        client.resource(made).delete();
        assertThat(client.configMaps().inNamespace("default").withName("settings").get()).isNull();
    }

    @Test
    void itemsOfListsDoNotSayWhatTheyAre() {
        assertThat(client.raw("/api/v1/namespaces/default/configmaps"))
                .contains("\"kind\":\"ConfigMapList\"", "kube-root-ca.crt")
                .doesNotContain("\"kind\":\"ConfigMap\"");
    }

    @Test
    void listsInPagesAndByLabel() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            client.resource(
                            new ConfigMapBuilder()
                                    .withNewMetadata()
                                    .withNamespace("default")
                                    .withName(name)
                                    .addToLabels("of", "us")
                                    .endMetadata()
                                    .build())
                    .create();
        }
        var first = client.configMaps().inNamespace("default").withLabel("of", "us");
        var page = first.list(new ListOptionsBuilder().withLimit(2L).build());
        assertThat(page.getItems()).hasSize(2);
        assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(3);
        assertThat(first.list().getItems()).hasSize(5);
    }

    @Test
    void removesWhatTheApplierNoLongerNames() {
        apply("one", false, Map.of("a", "1", "b", "2"));
        apply("two", false, Map.of("c", "3"));
        assertThat(apply("one", false, Map.of("a", "9")).getData())
                .isEqualTo(Map.of("a", "9", "c", "3"));
    }

    @Test
    void keepsWhatAnotherApplierAlsoNames() {
        apply("one", false, Map.of("a", "1", "b", "2"));
        apply("two", false, Map.of("b", "2"));
        assertThat(apply("one", false, Map.of("a", "1")).getData())
                .isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void appliedAgainChangesNothing() {
        applied("one", deployment("", "nginx:1", ""));
        long version = server.version();
        Deployment again = applied("one", deployment("", "nginx:1", ""));
        assertThat(server.version()).isEqualTo(version);
        assertThat(again.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void generationRisesWithTheSpecOnly() {
        applied("one", deployment("", "nginx:1", ""));
        assertThat(applied("one", deployment("", "nginx:2", "")).getMetadata().getGeneration())
                .isEqualTo(2);
        Deployment labelled =
                client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .edit(
                                d ->
                                        d.edit()
                                                .editMetadata()
                                                .addToLabels("a", "b")
                                                .endMetadata()
                                                .build());
        assertThat(labelled.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void fillsInDefaultsThatNobodyOwns() {
        Deployment made = applied("one", deployment("", "nginx:1", ""));
        assertThat(made.getSpec().getReplicas()).isEqualTo(1);
        assertThat(made.getSpec().getTemplate().getSpec().getDnsPolicy()).isEqualTo("ClusterFirst");
        assertThat(fields(made.getMetadata().getManagedFields(), "one"))
                .doesNotContain("f:replicas", "f:dnsPolicy", "f:protocol")
                .contains("k:{\"containerPort\":80,\"protocol\":\"TCP\"}");
    }

    @Test
    void mergesListsByTheirKeys() {
        applied("one", deployment("", "nginx:1", "{\"name\": \"A\", \"value\": \"1\"}"));
        applied("two", deployment("", "nginx:1", "{\"name\": \"B\", \"value\": \"2\"}"));
        Deployment found = applied("one", deployment("", "nginx:1", ""));
        assertThat(found.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
                .extracting("name")
                .containsExactly("B");
    }

    @Test
    void saysWhoOwnsContestedFields() {
        apply("one", false, Map.of("a", "1"));
        client.configMaps()
                .inNamespace("default")
                .withName("settings")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager("hand")
                                .build(),
                        "{\"data\": {\"b\": \"1\"}}");
        refused(
                () -> apply("two", false, Map.of("a", "2", "b", "2")),
                409,
                """
                Apply failed with 2 conflicts: conflicts with "hand" using v1:
                - .data.b
                conflicts with "one":
                - .data.a\
                """);
        refused(
                () -> apply("two", false, Map.of("a", "2", "b", "1")),
                409,
                "Apply failed with 1 conflict: conflict with \"one\": .data.a");
        assertThat(apply("two", true, Map.of("a", "2", "b", "2")).getData())
                .isEqualTo(Map.of("a", "2", "b", "2"));
        assertThat(fields(settings().getMetadata().getManagedFields(), "one")).isEmpty();
    }

    @Test
    void tellsCausesOfConflicts() {
        apply("one", false, Map.of("a", "1"));
        assertThatThrownBy(() -> apply("two", false, Map.of("a", "2")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> {
                            var cause = e.getStatus().getDetails().getCauses().get(0);
                            assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
                            assertThat(cause.getField()).isEqualTo(".data.a");
                            assertThat(cause.getMessage()).isEqualTo("conflict with \"one\"");
                        });
    }

    @Test
    void dryRunStoresNothing() {
        apply("one", false, Map.of("a", "1"));
        long version = server.version();
        ConfigMap would =
                client.resource(settings(Map.of("a", "2")))
                        .dryRun()
                        .fieldManager("one")
                        .serverSideApply();
        assertThat(would.getData()).isEqualTo(Map.of("a", "2"));
        assertThat(server.version()).isEqualTo(version);
        assertThat(settings().getData()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void plainSecretsAreFolded() {
        Secret secret =
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("login")
                        .endMetadata()
                        .addToStringData("password", "x")
                        .build();
        client.resource(secret).fieldManager("one").serverSideApply();
        long version = server.version();
        Secret again = client.resource(secret).fieldManager("one").serverSideApply();
        assertThat(again.getData()).isEqualTo(Map.of("password", "eA=="));
        assertThat(server.version()).isEqualTo(version);
    }

    @Test
    void refusesWhatIsImmutableAndWhatIsInvalid() {
        applied("one", deployment("", "nginx:1", ""));
        String other = deployment("", "nginx:1", "").replace("\"app\": \"web\"", "\"app\": \"x\"");
        refused(() -> applied("one", other), 422, "spec.selector: Invalid value");
        refused(
                () -> applied("one", deployment("\"replica\": 1,", "nginx:1", "")),
                500,
                ".spec.replica: field not declared in schema");
        refused(
                () -> applied("one", deployment("\"replicas\": \"1\",", "nginx:1", "")),
                500,
                ".spec.replicas: expected numeric (int or float), got &value.valueUnstructured");
    }

    @Test
    void deletesOnlyThatObject() {
        ConfigMap made = apply("one", false, Map.of("a", "1"));
        String path = "/api/v1/namespaces/default/configmaps/settings";
        refused(() -> delete(path, "another"), 409, "Precondition failed: UID in precondition");
        delete(path, made.getMetadata().getUid());
        refused(() -> delete(path, "another"), 404, "configmaps \"settings\" not found");
    }

    @Test
    void statusIsWrittenByItsOwnDoor() {
        Deployment made = applied("one", deployment("", "nginx:1", ""));
        String status =
                """
                {"spec": {"replicas": 7}, "status": {"replicas": 3}}
                """;
        Deployment found =
                client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), status);
        assertThat(found.getSpec().getReplicas()).isEqualTo(1);
        assertThat(found.getStatus().getReplicas()).isEqualTo(3);
        assertThat(found.getMetadata().getGeneration())
                .isEqualTo(made.getMetadata().getGeneration());
    }

    @Test
    void objectsWaitForTheirFinalizers() {
        ConfigMap kept = settings(Map.of("a", "1"));
        kept.getMetadata().setFinalizers(List.of("vmstation.io/test"));
        client.resource(kept).create();
        client.resource(kept).delete();
        assertThat(settings().getMetadata().getDeletionTimestamp()).isNotNull();
        client.configMaps()
                .inNamespace("default")
                .withName("settings")
                .edit(m -> m.edit().editMetadata().withFinalizers().endMetadata().build());
        assertThat(client.configMaps().inNamespace("default").withName("settings").get()).isNull();
    }

    private void delete(String path, String uid) {
        String wish = "{\"preconditions\": {\"uid\": \"" + uid + "\"}}";
        var unused = client.raw(path, "DELETE", wish);
    }

    private static void refused(ThrowingCallable call, int code, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    private static ConfigMap settings(Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("settings")
                .endMetadata()
                .withData(data)
                .build();
    }

    private ConfigMap settings() {
        return client.configMaps().inNamespace("default").withName("settings").get();
    }

    private ConfigMap apply(String manager, boolean force, Map<String, String> data) {
        var resource = client.resource(settings(data)).fieldManager(manager);
        return force ? resource.forceConflicts().serverSideApply() : resource.serverSideApply();
    }

    private static String deployment(String more, String image, String variables) {
        return DEPLOYMENT.formatted(more, image, variables);
    }

    /** Not by the model of the client, which would refuse what the server should. */
    private Deployment applied(String manager, String json) {
        var deployments =
                new ResourceDefinitionContext.Builder()
                        .withGroup("apps")
                        .withVersion("v1")
                        .withKind("Deployment")
                        .withPlural("deployments")
                        .withNamespaced(true)
                        .build();
        var serialization = client.getKubernetesSerialization();
        GenericKubernetesResource answer =
                client.genericKubernetesResources(deployments)
                        .resource(serialization.unmarshal(json, GenericKubernetesResource.class))
                        .fieldManager(manager)
                        .serverSideApply();
        return serialization.unmarshal(serialization.asJson(answer), Deployment.class);
    }

    private static String fields(List<ManagedFieldsEntry> entries, String manager) {
        return entries.stream()
                .filter(entry -> entry.getManager().equals(manager))
                .map(entry -> String.valueOf(entry.getFieldsV1().getAdditionalProperties()))
                .findFirst()
                .orElse("");
    }
}
