package io.vmstation.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API server has controllers, custom resources and rights. */
@Timeout(60)
class ApiServerClusterTest {
    private static final String WIDGETS =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.lab.example}
            spec:
              group: lab.example
              scope: Namespaced
              names: {plural: widgets, kind: Widget}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          size: {type: integer}
                          color: {type: string, default: red}
            """;

    private static final String WIDGET =
            """
            apiVersion: lab.example/v1
            kind: Widget
            metadata: {name: one, namespace: default}
            spec: {size: 1}
            """;

    private static final String WORKLOAD =
            """
            apiVersion: apps/v1
            kind: %s
            metadata: {name: web, namespace: default}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "nginx:1"}]}
            """;

    private static final String NODE =
            """
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"},
             "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}
            """;

    private static final String ROLE =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: lab}
            rules:
            - {apiGroups: [""], resources: [configmaps], verbs: [get, list]}
            - {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create, patch]}
            """;

    private static final String BINDING =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: lab}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: lab}
            subjects: [{kind: ServiceAccount, namespace: default, name: host}]
            """;

    private static final String GRANT =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: grant, namespace: default}
            rules:
            - {apiGroups: [""], resources: [%s], verbs: [get]}
            """;

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
    void servesACustomResourceOnceItsDefinitionIsEstablished() {
        server.establish(Duration.ofMillis(300));
        apply(client, WIDGETS);
        refused(this::applyWidget, 404);
        await().until(() -> established());
        GenericKubernetesResource widget = applyWidget();
        assertThat(widget.<String>get("spec", "color")).isEqualTo("red");
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets.lab.example")
                .delete();
        await().untilAsserted(() -> refused(this::applyWidget, 404));
    }

    private GenericKubernetesResource applyWidget() {
        var widgets =
                new ResourceDefinitionContext.Builder()
                        .withGroup("lab.example")
                        .withVersion("v1")
                        .withKind("Widget")
                        .withPlural("widgets")
                        .withNamespaced(true)
                        .build();
        return client.genericKubernetesResources(widgets)
                .resource(
                        client.getKubernetesSerialization()
                                .unmarshal(WIDGET, GenericKubernetesResource.class))
                .fieldManager("test")
                .serverSideApply();
    }

    private boolean established() {
        return client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets.lab.example")
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
    }

    @Test
    void aNamespaceTakesItsObjectsAlong() {
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("x")
                                .endMetadata()
                                .build())
                .create();
        apply(
                client,
                WORKLOAD.formatted("Deployment").replace("namespace: default", "namespace: x"));
        client.namespaces().withName("x").delete();
        await().until(() -> client.namespaces().withName("x").get() == null);
        assertThat(client.apps().deployments().inNamespace("x").list().getItems()).isEmpty();
        refused(() -> apply(client, GRANT.formatted("pods").replace("default", "x")), 404);
    }

    @Test
    void whatIsOwnedGoesWithItsOwnerUnlessItIsOrphaned() {
        for (boolean orphan : List.of(false, true)) {
            Deployment owner = (Deployment) apply(client, WORKLOAD.formatted("Deployment"));
            ConfigMap owned =
                    new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("owned")
                            .addNewOwnerReference()
                            .withApiVersion("apps/v1")
                            .withKind("Deployment")
                            .withName("web")
                            .withUid(owner.getMetadata().getUid())
                            .endOwnerReference()
                            .endMetadata()
                            .build();
            client.resource(owned).create();
            var policy = orphan ? DeletionPropagation.ORPHAN : DeletionPropagation.BACKGROUND;
            client.resource(owner).withPropagationPolicy(policy).delete();
            if (orphan) {
                assertThat(client.resource(owned).get().getMetadata().getOwnerReferences())
                        .isEmpty();
            } else {
                await().until(() -> client.resource(owned).get() == null);
            }
        }
    }

    @Test
    void workloadsGetReadyUnlessTheyAreStuck() {
        server.stuck("Deployment/default/web");
        apply(client, WORKLOAD.formatted("Deployment"));
        await().until(() -> Objects.equals(1, status().getUnavailableReplicas()));
        server.stuck();
        await().until(() -> Objects.equals(1, status().getReadyReplicas()));
        assertThat(status().getObservedGeneration()).isEqualTo(1);
    }

    private DeploymentStatus status() {
        Deployment found = client.apps().deployments().inNamespace("default").withName("web").get();
        return found.getStatus();
    }

    @Test
    void aDaemonSetHasAPodOnEveryNode() {
        var unused = server.put(NODE.formatted("awake", "True"));
        unused = server.put(NODE.formatted("asleep", "Unknown"));
        apply(client, WORKLOAD.formatted("DaemonSet"));
        await().untilAsserted(
                        () -> {
                            DaemonSet set =
                                    client.apps()
                                            .daemonSets()
                                            .inNamespace("default")
                                            .withName("web")
                                            .get();
                            assertThat(set.getStatus().getDesiredNumberScheduled()).isEqualTo(2);
                            assertThat(set.getStatus().getNumberReady()).isEqualTo(1);
                        });
        assertThat(client.pods().inNamespace("default").list().getItems())
                .extracting(pod -> pod.getSpec().getNodeName())
                .containsExactlyInAnyOrder("awake", "asleep");
        client.apps().daemonSets().inNamespace("default").withName("web").delete();
        await().until(() -> client.pods().inNamespace("default").list().getItems().isEmpty());
    }

    @Test
    void rightsAreThoseOfTheRoles() throws IOException {
        apply(client, ROLE);
        apply(client, BINDING);
        server.token("secret", "system:serviceaccount:default:host");
        server.rights(true);
        try (KubernetesClient host = as("secret");
                KubernetesClient nobody = as("other")) {
            assertThat(host.configMaps().inNamespace("default").list().getItems()).isNotEmpty();
            refused(() -> host.secrets().inNamespace("default").list(), 403);
            refused(() -> nobody.configMaps().inNamespace("default").list(), 401);
            refused(() -> client.configMaps().inNamespace("default").list(), 403);
            apply(host, GRANT.formatted("configmaps"));
            assertThatThrownBy(() -> apply(host, GRANT.formatted("secrets")))
                    .hasMessageContaining(
                            "attempting to grant RBAC permissions not currently held");
            server.expire("secret");
            refused(() -> host.configMaps().inNamespace("default").list(), 401);
        }
        assertThat(server.asked(asked -> asked.code() == 403))
                .extracting(ApiServer.Asked::verb)
                .containsExactly("list", "list", "patch");
    }

    private KubernetesClient as(String token) {
        Config config = Config.fromKubeconfig(server.kubeconfig(token).toFile());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Object apply(KubernetesClient client, String yaml) {
        return client.resource(yaml).fieldManager("test").serverSideApply();
    }

    private static void refused(ThrowingCallable call, int code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code));
    }
}
