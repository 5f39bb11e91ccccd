package io.vmstation.kube.apply;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.Plan;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Ignored;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A cluster that is kept as files say, over the lab's API server and the real client. */
final class ApplyLab implements AutoCloseable {
    static final String CLUSTER = "lab";
    static final String INVENTORY = "vmstation-inventory-lab";

    static final ApplyPace QUICK =
            new ApplyPace(
                    Duration.ofMillis(2),
                    4,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(5));

    private static final ObjectMapper JSON = new ObjectMapper();

    final ApiServer server;
    final KubernetesClient client;
    HttpKubeApi api;
    LiveObjects live = new UnwatchedObjects();
    Policy policy = new Policy(false, false, List.of(), new Pruning(true, 100, 100, Set.of()));
    private ServerSideChanges changes;

    ApplyLab(Path folder) {
        server = ApiServer.start(folder);
        client = client(Duration.ofSeconds(10));
        api = new HttpKubeApi(() -> client, ApiListener.NONE);
        changes = changes();
        server.put(
                """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring"},
                 "status": {"phase": "Active"}}
                """);
        awaitNamespaces();
    }

    /** What the server puts into each namespace by itself. */
    void awaitNamespaces() {
        await().until(
                        () -> {
                            int namespaces = count("Namespace");
                            return count("ServiceAccount") >= namespaces
                                    && count("ConfigMap") >= namespaces;
                        });
    }

    private int count(String kind) {
        return api.list(api.resource("v1", kind).orElseThrow(), "").size();
    }

    KubernetesClient client(Duration patience) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.url())
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout((int) patience.toMillis())
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private ServerSideChanges changes() {
        return new ServerSideChanges(cluster -> api, cluster -> live, QUICK, Clock.systemUTC());
    }

    /** Discovery is asked anew. */
    void forgetKinds() {
        api = new HttpKubeApi(() -> client, ApiListener.NONE);
    }

    ServerSideChanges engine() {
        return changes;
    }

    /** As after a start of the host: nothing is remembered. */
    void restartHost() {
        changes = changes();
    }

    ReconciledCluster cluster() {
        return new ReconciledCluster(
                CLUSTER,
                Mode.ENFORCE,
                new Access(Optional.empty(), Optional.empty()),
                Optional.empty(),
                new Sources(
                        "manifests", Optional.empty(), Optional.empty(), List.of(), "monitoring"),
                Duration.ofMinutes(10),
                policy);
    }

    void policy(boolean force, boolean recreate, Ignored... ignored) {
        policy = new Policy(force, recreate, List.of(ignored), policy.pruning());
    }

    void pruning(boolean enabled, int most, int percent, String... kinds) {
        policy =
                new Policy(
                        policy.force(),
                        policy.recreate(),
                        policy.ignored(),
                        new Pruning(enabled, most, percent, Set.of(kinds)));
    }

    /** What the host does in one run. */
    ChangeSet run(String yaml) {
        return run(state(yaml));
    }

    ChangeSet run(DesiredState desired) {
        Plan plan = changes.plan(cluster(), desired);
        ChangeSet applied = changes.apply(cluster(), plan, () -> false);
        return changes.prune(cluster(), plan, applied, () -> false);
    }

    Plan plan(String yaml) {
        return changes.plan(cluster(), state(yaml));
    }

    static DesiredState state(String yaml) {
        List<DesiredObject> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            ObjectNode json = JSON.valueToTree(document);
            if (json != null && !json.isEmpty()) {
                objects.add(desired(json));
            }
        }
        return new DesiredState(objects, List.of(), CanonicalJson.hash(yaml).substring(0, 8));
    }

    static DesiredObject desired(ObjectNode json) {
        String apiVersion = json.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        ObjectKey key =
                new ObjectKey(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        json.path("kind").asText(),
                        json.path("metadata").path("namespace").asText(),
                        json.path("metadata").path("name").asText());
        return new DesiredObject(key, apiVersion, json, "manifests/objects.yaml:1");
    }

    /** The lines {@code Deployment monitoring/grafana: created} of all outcomes. */
    static List<String> told(ChangeSet changes) {
        return told(changes.outcomes());
    }

    static List<String> told(List<ObjectOutcome> outcomes) {
        return outcomes.stream().map(o -> o.key() + ": " + o.action().word()).toList();
    }

    static List<String> planned(Plan plan) {
        return told(plan.changes().stream().map(Plan.Change::outcome).toList());
    }

    Optional<ObjectNode> find(String apiVersion, String kind, String name) {
        return find(apiVersion, kind, "monitoring", name);
    }

    Optional<ObjectNode> find(String apiVersion, String kind, String namespace, String name) {
        Resource resource = api.resource(apiVersion, kind).orElseThrow();
        return api.get(resource, resource.namespaced() ? namespace : "", name);
    }

    ObjectNode get(String apiVersion, String kind, String name) {
        return find(apiVersion, kind, name).orElseThrow();
    }

    String version(String apiVersion, String kind, String name) {
        return get(apiVersion, kind, name).at("/metadata/resourceVersion").asText();
    }

    /** Somebody else applies. */
    ObjectNode applyAs(String manager, String yaml, boolean force) {
        ObjectNode json = state(yaml).objects().get(0).json();
        return send(manager, "application/apply-patch+yaml", json, json.toString(), force);
    }

    /** Somebody else changes something by hand. */
    ObjectNode editAs(String manager, ObjectNode object, String mergePatch) {
        return send(manager, "application/merge-patch+json", object, mergePatch, false);
    }

    private ObjectNode send(
            String manager, String type, ObjectNode object, String body, boolean force) {
        Resource resource =
                api.resource(object.path("apiVersion").asText(), object.path("kind").asText())
                        .orElseThrow();
        String path =
                Discovery.path(resource.apiVersion())
                        + (resource.namespaced()
                                ? "/namespaces/" + object.at("/metadata/namespace").asText()
                                : "")
                        + "/"
                        + resource.plural()
                        + "/"
                        + object.at("/metadata/name").asText()
                        + "?fieldManager="
                        + manager
                        + (type.contains("apply") ? "&force=" + force : "");
        return new HttpExchange(() -> client, ApiListener.NONE, HttpExchange.MOST_BYTES)
                .ask(new HttpExchange.Question("", "", "PATCH", path, type, body))
                .json();
    }

    /** A new object, as {@code kubectl create} sends it. */
    ObjectNode createAs(String manager, String yaml) {
        ObjectNode json = state(yaml).objects().get(0).json();
        Resource resource =
                api.resource(json.path("apiVersion").asText(), json.path("kind").asText())
                        .orElseThrow();
        String path =
                Discovery.path(resource.apiVersion())
                        + "/namespaces/"
                        + json.at("/metadata/namespace").asText()
                        + "/"
                        + resource.plural()
                        + "?fieldManager="
                        + manager;
        return new HttpExchange(() -> client, ApiListener.NONE, HttpExchange.MOST_BYTES)
                .ask(
                        new HttpExchange.Question(
                                "", "", "POST", path, "application/json", json.toString()))
                .json();
    }

    static boolean away(KubeApiException e) {
        return e.code() == 0;
    }

    /** Lists what carries our label, each time that it is told to follow. */
    static final class ListedObjects implements LiveObjects {
        private final KubeApi api;
        private final java.util.Map<ObjectKey, ObjectNode> objects =
                new java.util.concurrent.ConcurrentHashMap<>();

        ListedObjects(KubeApi api) {
            this.api = api;
        }

        @Override
        public Set<Resource> follow(Set<Resource> kinds) {
            objects.clear();
            for (Resource kind : kinds) {
                for (ObjectNode found : api.list(kind, "vmstation.io/reconciled=" + CLUSTER)) {
                    objects.put(desired(found).key(), found);
                }
            }
            return kinds;
        }

        @Override
        public Optional<ObjectNode> find(ObjectKey key) {
            return Optional.ofNullable(objects.get(key));
        }

        @Override
        public void note(ObjectKey key, ObjectNode applied) {
            objects.put(key, applied);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
