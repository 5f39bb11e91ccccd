package io.vmstation.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A cluster: an API server that keeps objects and evicts pods as a real one does, with nobody
 * behind it who starts or ends pods unless the test says so.
 */
final class TestCluster implements AutoCloseable {
    /** Stands in the kubeconfig, and must stand nowhere else. */
    static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.top-secret";

    /** The nodes that every cluster of a test has. */
    static final String NODE = "storagenodet3500";

    static final String OTHER = "masternode";

    /** Kept, or the level that is set below is forgotten. */
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    private final TestApi api = new TestApi();
    private final KubernetesMockServer server =
            new KubernetesMockServer(
                    new Context(), new MockWebServer(), new ConcurrentHashMap<>(), api, false);
    private final KubernetesClient admin;
    private final Path kubeconfig;
    private boolean running = true;

    TestCluster(Path folder) {
        server.init(InetAddress.getLoopbackAddress(), 0);
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.url("/"))
                        .withUsername("admin")
                        .withRequestRetryBackoffLimit(0)
                        .build();
        admin = new KubernetesClientBuilder().withConfig(config).build();
        kubeconfig = folder.resolve("kubeconfig-" + server.getPort());
        writeKubeconfig(TOKEN);
        create(node(NODE));
        create(node(OTHER));
    }

    /** What happens on the wire. */
    TestApi api() {
        return api;
    }

    /** Whoever else works with the cluster: operators, controllers, kubelets. */
    KubernetesClient admin() {
        return admin;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    void writeKubeconfig(String token) {
        try {
            Files.writeString(
                    kubeconfig,
                    """
                    apiVersion: v1
                    kind: Config
                    current-context: home
                    clusters:
                      - name: home
                        cluster: {server: "%s"}
                      - name: work
                        cluster: {server: "https://192.0.2.1:6443"}
                    users:
                      - name: vmstation
                        user: {token: "%s"}
                    contexts:
                      - name: home
                        context: {cluster: home, user: vmstation}
                      - name: work
                        context: {cluster: work, user: vmstation}
                    """
                            .formatted(server.url("/"), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ClusterAccess access() {
        return new ClusterAccess(
                Optional.of(kubeconfig), Optional.of("home"), Duration.ofSeconds(10));
    }

    Cluster connect() {
        return Cluster.by(access());
    }

    Node node() {
        return requireNonNull(admin.nodes().withName(NODE).get());
    }

    /** Somebody with kubectl, or a controller, changes the node. */
    void edit(UnaryOperator<Node> change) {
        admin.nodes().withName(NODE).edit(change);
    }

    void cordonedByHand(boolean value) {
        edit(
                node ->
                        node.edit()
                                .editSpec()
                                .withUnschedulable(value ? true : null)
                                .endSpec()
                                .build());
    }

    void ready(boolean value) {
        edit(
                node ->
                        node.edit()
                                .editStatus()
                                .editMatchingCondition(c -> "Ready".equals(c.getType()))
                                .withStatus(value ? "True" : "Unknown")
                                .endCondition()
                                .endStatus()
                                .build());
    }

    /** Those of the node. */
    Map<String, String> annotations() {
        return annotations(node());
    }

    static Map<String, String> annotations(HasMetadata object) {
        Map<String, String> found = new HashMap<>();
        if (object.getMetadata().getAnnotations() != null) {
            found.putAll(object.getMetadata().getAnnotations());
        }
        // The mock keeps what a merge patch sets to null, a real server removes it.
        found.values().removeIf(Objects::isNull);
        return found;
    }

    boolean isUnschedulable() {
        return Boolean.TRUE.equals(node().getSpec().getUnschedulable());
    }

    void create(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            admin.resource(object).create();
        }
    }

    List<String> podsOn(String node) {
        return pods().stream()
                .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    List<Pod> pods() {
        return admin.pods().inAnyNamespace().list().getItems();
    }

    /** What the node remembers of before its sleep; empty: nothing. */
    String memory() {
        return annotations().getOrDefault("vmstation.io/before-sleep", "");
    }

    Deployment deployment(String namespace, String name) {
        return requireNonNull(
                admin.apps().deployments().inNamespace(namespace).withName(name).get());
    }

    int replicas(String namespace, String deployment) {
        return deployment(namespace, deployment).getSpec().getReplicas();
    }

    /** The API server goes away: nobody listens at its port. */
    void stop() {
        running = false;
        server.shutdown();
    }

    @Override
    public void close() {
        admin.close();
        if (running) {
            server.destroy();
        }
    }

    static Node node(String name) {
        return new KubernetesSerialization()
                .unmarshal(recorded("node").replace("NAME", name), Node.class);
    }

    /** What a real API server said. */
    static String recorded(String name) {
        try (InputStream in = TestCluster.class.getResourceAsStream("/kube/" + name + ".json")) {
            return new String(requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
