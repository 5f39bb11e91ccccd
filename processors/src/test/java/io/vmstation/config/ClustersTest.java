package io.vmstation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Ignored;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clusters.yaml says. */
class ClustersTest {
    private static final String FILE = "config/clusters.yaml";

    @TempDir Path home = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"", "# later\n", "clusters: []", "clusters:", "---\n", "{}"})
    void aFileThatSaysNothingIsASiteWithoutClusters(String content) throws Exception {
        assertThat(new TestSite(home).file(FILE, content).read().clusters()).isEmpty();
    }

    @Test
    void aMissingFileIsNoProblemUnlessItIsAskedFor() throws Exception {
        assertThat(new TestSite(home).read().clusters()).isEmpty();
        assertThat(new TestSite(home).reader(Optional.empty()).read(Set.of()).clusters()).isEmpty();

        TestSite asked = new TestSite(home).variable("VMSTATION_CLUSTERS_FILE", "mine.yaml");
        assertThatThrownBy(asked::read)
                .hasMessageStartingWith("environment: VMSTATION_CLUSTERS_FILE: \"mine.yaml\":");
    }

    @Test
    void whatIsNotSaidIsTheDefault() throws Exception {
        TestSite site =
                new TestSite(home).file(FILE, "clusters: {name: main, manifests: ./manifests/a/}");

        assertThat(site.read().clusters())
                .containsExactly(
                        new ReconciledCluster(
                                "main",
                                Mode.OBSERVE,
                                new Access(Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                new Sources(
                                        "manifests/a",
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        "monitoring"),
                                Duration.ofMinutes(10),
                                new Policy(
                                        false,
                                        false,
                                        List.of(),
                                        new Pruning(true, 20, 50, Set.of()))));
    }

    @Test
    void whatIsCommonStandsInTheSettings() throws Exception {
        ReconciledCluster cluster =
                new TestSite(home)
                        .file(FILE, "clusters: [{name: main, manifests: a}]")
                        .properties(
                                """
                                reconcile.mode=enforce
                                reconcile.interval=90s
                                reconcile.prune-objects=7
                                reconcile.prune-percent=8
                                """)
                        .read()
                        .clusters()
                        .get(0);

        assertThat(cluster.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(cluster.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(cluster.policy().pruning()).isEqualTo(new Pruning(true, 7, 8, Set.of()));
    }

    @Test
    void everythingThatMayBeSaidIsRead() throws Exception {
        TestSite site =
                new TestSite(home)
                        .nodes("nodes: [{name: homelab, address: 192.0.2.1}]")
                        .file(
                                FILE,
                                """
                                clusters:
                                  - name: homelab
                                    mode: suspend
                                    kubeconfig: secrets/kubeconfig
                                    context: default
                                    node: homelab
                                    manifests: manifests/homelab
                                    dashboards: dashboards
                                    alerts: alerts
                                    values: [config/values.yaml, config/more.yaml]
                                    namespace: watching
                                    interval: 30m
                                    force: true
                                    recreate: true
                                    ignore:
                                      - {kind: Deployment, name: "web-*", pointer: /spec/replicas}
                                      - pointer: /metadata/annotations/example.com~1touched
                                    prune:
                                      enabled: false
                                      mostObjects: 3
                                      mostPercent: 4 %
                                      kinds: [Namespace, CustomResourceDefinition]
                                """);

        assertThat(site.read().clusters())
                .containsExactly(
                        new ReconciledCluster(
                                "homelab",
                                Mode.SUSPEND,
                                new Access(
                                        Optional.of(home.resolve("config/secrets/kubeconfig")),
                                        Optional.of("default")),
                                Optional.of("homelab"),
                                new Sources(
                                        "manifests/homelab",
                                        Optional.of("dashboards"),
                                        Optional.of("alerts"),
                                        List.of("config/values.yaml", "config/more.yaml"),
                                        "watching"),
                                Duration.ofMinutes(30),
                                new Policy(
                                        true,
                                        true,
                                        List.of(
                                                new Ignored(
                                                        "Deployment", "web-*", "/spec/replicas"),
                                                new Ignored(
                                                        "*",
                                                        "*",
                                                        "/metadata/annotations/example.com~1touched")),
                                        new Pruning(
                                                false,
                                                3,
                                                4,
                                                Set.of("Namespace", "CustomResourceDefinition")))));
    }

    @Test
    void aNodeThatIsWrittenWrongIsNotSaidToBeMissingFromTheCluster() throws Exception {
        TestSite site =
                new TestSite(home)
                        .nodes("nodes: [{name: homelab, address: 192.0.2.1, wakee: {}}]")
                        .file(FILE, "clusters: [{name: main, manifests: a, node: homelab}]");

        assertThat(catchThrowableOfType(ConfigurationException.class, site::read).problems())
                .extracting(Problem::file)
                .containsExactly("config/nodes.yaml");
    }

    @Test
    void theShippedFileHasNoCluster() throws Exception {
        assertThat(new TestSite(home).file(FILE, shipped()).read().clusters()).isEmpty();
    }

    @Test
    void theShippedExampleIsReadOnceItIsUncommentedAndTouchesNothing() throws Exception {
        SiteConfiguration site =
                new TestSite(home)
                        .nodes("nodes: [{name: homelab, address: 192.168.4.62}]")
                        .file(FILE, shipped().replaceAll("(?m)^#", ""))
                        .read();

        assertThat(site.warnings()).isEmpty();
        assertThat(site.clusters())
                .extracting(ReconciledCluster::name, ReconciledCluster::mode)
                .containsExactly(
                        Tuple.tuple("main", Mode.OBSERVE), Tuple.tuple("homelab", Mode.OBSERVE));
    }

    private static String shipped() throws Exception {
        return Files.readString(TestSite.REPOSITORY.resolve("config/clusters.yaml"));
    }
}
