package io.vmstation.kube;

import static io.vmstation.kube.TestCluster.NODE;
import static io.vmstation.kube.TestCluster.OTHER;
import static io.vmstation.kube.TestObjects.NAMESPACE;
import static io.vmstation.kube.TestObjects.budget;
import static io.vmstation.kube.TestObjects.deployment;
import static io.vmstation.kube.TestObjects.podOf;
import static io.vmstation.kube.TestObjects.podOfStatefulSet;
import static io.vmstation.kube.TestObjects.replicaSet;
import static io.vmstation.kube.TestObjects.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vmstation.node.Node;
import io.vmstation.node.Options;
import io.vmstation.node.TestNode;
import io.vmstation.spi.SleepCheck.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rights that users are told to grant are those that are used. */
@Timeout(60)
class RightsTest {
    private static final Path ROLE =
            Path.of(System.getProperty("basedir", "."), "..", "manifests", "vmstation", "rbac.yaml")
                    .normalize();

    /** {@code /apis/apps/v1/namespaces/media/deployments/jellyfin}. */
    private static final Pattern RESOURCE =
            Pattern.compile(
                    "/(?:api|apis/([^/]+))/v1/(?:namespaces/[^/]+/)?([a-z]+)(?:/([^/?]+))?(?:/([a-z]+))?(?:\\?(.*))?");

    @TempDir Path folder;

    @Test
    void theRoleGrantsExactlyWhatIsUsed() throws IOException {
        assertThat(used()).isEqualTo(granted());
    }

    private static Set<String> granted() throws IOException {
        ClusterRole role =
                new KubernetesSerialization().unmarshal(Files.readString(ROLE), ClusterRole.class);
        Set<String> rights = new TreeSet<>();
        for (PolicyRule rule : role.getRules()) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    rule.getVerbs().forEach(verb -> rights.add(right(group, resource, verb)));
                }
            }
        }
        return rights;
    }

    private Set<String> used() {
        try (TestCluster cluster = new TestCluster(folder);
                TestSite site = new TestSite(cluster.connect())) {
            wholeStory(cluster, site);
            forcedDrain(cluster, site);
            check(cluster, site.cluster());
            return rights(cluster);
        }
    }

    private static Set<String> rights(TestCluster cluster) {
        Set<String> rights = new TreeSet<>();
        cluster.api().calls().forEach(call -> rights.add(right(call)));
        return rights;
    }

    /** Everything that can happen to a node, and comes back. */
    private static void wholeStory(TestCluster cluster, TestSite site) {
        cluster.create(
                deployment("jellyfin", 1),
                replicaSet("jellyfin"),
                deployment("sonarr", 1),
                statefulSet("postgres", 1),
                podOf("jellyfin", "aaaaa", NODE),
                podOfStatefulSet("mariadb", 0, NODE));
        site.node =
                awaiting(
                        TestSite.node(
                                Duration.ofSeconds(30),
                                false,
                                NAMESPACE + "/deployment/sonarr",
                                NAMESPACE + "/statefulset/postgres"));
        site.keeper().start();
        site.sleeps();
        cluster.create(podOf("jellyfin", "bbbbb", OTHER));
        cluster.ready(false);
        site.wakes();
        await().until(() -> rights(cluster).contains("watch nodes"));
        cluster.ready(true);
        await().until(() -> rights(cluster).contains("watch statefulsets.apps"));
        await().until(() -> rights(cluster).contains("watch deployments.apps"));
        site.keeper().departs(site.node).join();
    }

    private static Node awaiting(Node node) {
        return TestNode.like(node)
                .awaitWorkloads(
                        NAMESPACE + "/deployment/jellyfin", NAMESPACE + "/statefulset/postgres")
                .build();
    }

    private static void forcedDrain(TestCluster cluster, TestSite site) {
        cluster.create(podOf("jellyfin", "ccccc", NODE), budget("jellyfin", "jellyfin", 0));
        site.node = TestSite.node(Duration.ofMillis(100), true);
        TestAttempt attempt = site.attempt();
        attempt.step(site.cordonNode()).join();
        attempt.step(site.drainNode()).join();
    }

    private static void check(TestCluster cluster, Cluster client) {
        cluster.create(
                new CronJobBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("nightly")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedule("* * * * *")
                        .withNewJobTemplate()
                        .withNewSpec()
                        .withNewTemplate()
                        .withSpec(new PodSpecBuilder().build())
                        .endTemplate()
                        .endSpec()
                        .endJobTemplate()
                        .endSpec()
                        .build());
        Options options =
                new Options(
                        Map.of(
                                "namespaces", List.of(),
                                "ignoreNamespaces", List.of(),
                                "ignoreLabels", "app=x",
                                "deployments", false,
                                "jobsWithin", Duration.ofMinutes(10)));
        TestAttempt attempt = TestAttempt.of(TestSite.node(Duration.ofSeconds(1), false));
        new PodsCheck(() -> client, Clock.systemUTC())
                .look(
                        new Question(
                                attempt.node(),
                                options,
                                attempt.commands(),
                                Duration.ofSeconds(10)))
                .join();
    }

    private static String right(TestApi.Call call) {
        Matcher matcher = RESOURCE.matcher(call.path());
        assertThat(matcher.matches()).as(call.path()).isTrue();
        String group = matcher.group(1) == null ? "" : matcher.group(1);
        String sub = matcher.group(4) == null ? "" : "/" + matcher.group(4);
        String query = String.valueOf(matcher.group(5));
        String read =
                query.contains("watch=true") ? "watch" : matcher.group(3) == null ? "list" : "get";
        String verb =
                switch (call.method()) {
                    case "GET" -> read;
                    case "POST" -> "create";
                    default -> call.method().toLowerCase(Locale.ROOT);
                };
        return right(group, matcher.group(2) + sub, verb);
    }

    private static String right(String group, String resource, String verb) {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
}
