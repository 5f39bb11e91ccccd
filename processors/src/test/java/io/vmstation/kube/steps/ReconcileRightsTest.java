package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.KubeconfigSearch;
import io.vmstation.kube.apply.ApplyPace;
import io.vmstation.kube.apply.ServerSideChanges;
import io.vmstation.kube.follow.Drift;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Pace;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rights that users are told to grant for reconciling are enough, and are used. */
@Timeout(180)
class ReconcileRightsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "..", "manifests", "vmstation").normalize();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "reconciler";

    /** One of each kind of the stack. */
    private static final List<String> STACK =
            List.of(
                    "{apiVersion: v1, kind: Namespace, metadata: {name: monitoring}}",
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: monitoring}}",
                    "{apiVersion: v1, kind: Secret, metadata: {name: it, namespace: monitoring}}",
                    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: it, namespace: monitoring}}",
                    "{apiVersion: v1, kind: Service, metadata: {name: it, namespace: monitoring},"
                            + " spec: {selector: {app: it}, ports: [{port: 80}]}}",
                    "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: it, namespace: monitoring},"
                            + " spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}",
                    workload("DaemonSet", ""),
                    workload("Deployment", ""),
                    workload("StatefulSet", "serviceName: it, "),
                    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy,"
                            + " metadata: {name: it, namespace: monitoring}, spec: {podSelector: {}}}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: it}, rules: []}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: it},"
                            + " roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: it}}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role,"
                            + " metadata: {name: it, namespace: monitoring}, rules: []}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding,"
                            + " metadata: {name: it, namespace: monitoring},"
                            + " roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: it}}");

    @TempDir Path folder;

    private static String workload(String kind, String more) {
        return "{apiVersion: apps/v1, kind: "
                + kind
                + ", metadata: {name: it, namespace: monitoring}, spec: {"
                + more
                + "selector: {matchLabels: {app: it}}, template: {metadata: {labels: {app: it}},"
                + " spec: {containers: [{name: it, image: it}]}}}}";
    }

    @Test
    void areEnoughAndNoMoreThanIsUsed() throws Exception {
        try (ApiServer server = ApiServer.start(folder)) {
            grant(server, List.of());
            server.stuck("Deployment/*");
            server.token(TOKEN, "system:serviceaccount:vmstation:vmstation");
            server.rights(true);
            ReconciledCluster cluster = cluster(server.kubeconfig(TOKEN));
            try (FollowedClusters followed = followed(cluster)) {
                wholeStory(cluster, followed);
            }
            assertThat(server.asked(asked -> asked.code() == 403)).isEmpty();
            Set<String> unused = new TreeSet<>(granted());
            unused.removeAll(used(server));
            // Asked only while nodes sleep and pods wait.
            assertThat(unused).isSubsetOf("list nodes", "list pods");
        }
    }

    @Test
    void areEnoughForTheBundledStack() throws Exception {
        try (ApiServer server = ApiServer.start(folder)) {
            grant(
                    server,
                    List.of("reconcile/stack-clusterrole", "reconcile/stack-clusterrolebinding"));
            server.token(TOKEN, "system:serviceaccount:vmstation:vmstation");
            server.rights(true);
            ReconciledCluster cluster = cluster(server.kubeconfig(TOKEN));
            try (FollowedClusters followed = followed(cluster)) {
                ServerSideChanges changes =
                        new ServerSideChanges(
                                followed::api, followed::live, ApplyPace.USUAL, Clock.systemUTC());
                DesiredState stack = state(bundled());
                assertThat(stack.objects()).hasSizeGreaterThan(50);
                assertThat(run(changes, cluster, stack).outcomes())
                        .extracting(ObjectOutcome::action)
                        .containsOnly(Action.CREATED);
            }
            assertThat(server.asked(asked -> asked.code() == 403)).isEmpty();
        }
    }

    @Test
    void passOnNothingButWhatTheBundledRolesGrant() throws Exception {
        Set<String> passedOn = rights(yaml("reconcile/stack-clusterrole"));
        Set<String> roles = new TreeSet<>();
        for (String text : bundled()) {
            if (text.contains("kind: ClusterRole\n")) {
                roles.addAll(rights(YAML.readTree(text)));
            }
        }
        assertThat(passedOn).isEqualTo(roles);
    }

    private static Set<String> rights(JsonNode role) {
        Set<String> rights = new TreeSet<>();
        for (JsonNode rule : role.path("rules")) {
            for (JsonNode verb : rule.path("verbs")) {
                for (JsonNode group : rule.path("apiGroups")) {
                    rule.path("resources")
                            .forEach(it -> rights.add(verb + " " + group + " " + it.asText()));
                }
                rule.path("nonResourceURLs").forEach(it -> rights.add(verb + " " + it.asText()));
            }
        }
        return rights;
    }

    /** The documents of the folders that the kustomization names. */
    private static List<String> bundled() throws IOException {
        Path manifests = FOLDER.resolveSibling("kustomization.yaml");
        List<String> documents = new ArrayList<>();
        for (JsonNode name : YAML.readTree(Files.readString(manifests)).path("resources")) {
            try (var files =
                    Files.newDirectoryStream(FOLDER.resolveSibling(name.asText()), "*.yaml")) {
                for (Path file : files) {
                    String text = Files.readString(file);
                    if (!text.contains("kind: Kustomization")) {
                        documents.add(text);
                    }
                }
            }
        }
        return documents;
    }

    private static void grant(ApiServer server, List<String> more) throws IOException {
        List<String> files =
                new ArrayList<>(
                        List.of(
                                "namespace",
                                "serviceaccount",
                                "reconcile/clusterrole",
                                "reconcile/clusterrolebinding",
                                "reconcile/role",
                                "reconcile/rolebinding"));
        files.addAll(more);
        for (String file : files) {
            var unused = server.put(yaml(file).toString());
        }
    }

    private static void wholeStory(ReconciledCluster cluster, FollowedClusters followed)
            throws IOException {
        ServerSideChanges changes =
                new ServerSideChanges(
                        followed::api, followed::live, ApplyPace.USUAL, Clock.systemUTC());
        assertThat(followed.awaitMayChange(cluster)).isTrue();
        DesiredState all = state(STACK);
        assertThat(run(changes, cluster, all).outcomes())
                .extracting(ObjectOutcome::action)
                .containsOnly(Action.CREATED);
        assertThat(followed.assess(cluster, all)).hasSize(STACK.size());
        DesiredState less = state(List.of(STACK.get(0), STACK.get(5)));
        assertThat(run(changes, cluster, less).count(Action.DELETED)).isEqualTo(STACK.size() - 2);
    }

    private static ChangeSet run(
            ServerSideChanges changes, ReconciledCluster cluster, DesiredState desired) {
        Plan plan = changes.plan(cluster, desired);
        return changes.prune(cluster, plan, changes.apply(cluster, plan, () -> false), () -> false);
    }

    private static DesiredState state(List<String> objects) throws IOException {
        List<DesiredObject> found = new ArrayList<>();
        for (String text : objects) {
            ObjectNode json = (ObjectNode) YAML.readTree(text);
            String apiVersion = json.path("apiVersion").asText();
            JsonNode metadata = json.path("metadata");
            found.add(
                    new DesiredObject(
                            new ObjectKey(
                                    apiVersion.contains("/")
                                            ? apiVersion.substring(0, apiVersion.indexOf('/'))
                                            : "",
                                    json.path("kind").asText(),
                                    metadata.path("namespace").asText(),
                                    metadata.path("name").asText()),
                            apiVersion,
                            json,
                            "here"));
        }
        return new DesiredState(found, List.of(), String.valueOf(objects.size()));
    }

    private static FollowedClusters followed(ReconciledCluster cluster) {
        return new ClusterMaker(
                        Duration.ofSeconds(10),
                        KubeconfigSearch.ofThisMachine(),
                        new ClusterMaker.LeaseTerms("vmstation", "here"),
                        one -> false,
                        Set::of,
                        (Drift drift) -> {},
                        new ReconcileMetrics(new SimpleMeterRegistry()),
                        new DueClusters(
                                List.of(cluster), Pace.usual(), System::nanoTime, new Random(1)))
                .followed();
    }

    private static ReconciledCluster cluster(Path kubeconfig) {
        return new ReconciledCluster(
                "main",
                Mode.ENFORCE,
                new Access(Optional.of(kubeconfig), Optional.empty()),
                Optional.empty(),
                new Sources("none", Optional.empty(), Optional.empty(), List.of(), "monitoring"),
                Duration.ofMinutes(10),
                new Policy(false, false, List.of(), new Pruning(true, 100, 100, Set.of())));
    }

    private static Set<String> used(ApiServer server) {
        Set<String> used = new TreeSet<>();
        for (ApiServer.Asked asked : server.asked(one -> one.code() != 403)) {
            String resource = asked.resource().replaceFirst("\\..*", "");
            used.add(asked.verb() + " " + resource);
            if (asked.verb().equals("patch") && asked.code() == 201) {
                used.add("create " + resource);
            }
        }
        return used;
    }

    private static Set<String> granted() throws IOException {
        Set<String> granted = new TreeSet<>();
        for (String file : List.of("reconcile/clusterrole", "reconcile/role")) {
            for (JsonNode rule : yaml(file).path("rules")) {
                for (JsonNode resource : rule.path("resources")) {
                    rule.path("verbs")
                            .forEach(verb -> granted.add(verb.asText() + " " + resource.asText()));
                }
            }
        }
        return granted;
    }

    @Test
    void grantNeitherEscalationNorAnythingByStar() throws Exception {
        for (String file : List.of("reconcile/clusterrole", "reconcile/stack-clusterrole")) {
            for (JsonNode rule : yaml(file).path("rules")) {
                assertThat(rule.toString())
                        .doesNotContain("\"*\"", "escalate", "\"bind\"", "impersonate");
            }
        }
    }

    private static JsonNode yaml(String file) throws IOException {
        return JSON.readTree(
                YAML.readTree(Files.readString(FOLDER.resolve(file + ".yaml"))).toString());
    }
}
