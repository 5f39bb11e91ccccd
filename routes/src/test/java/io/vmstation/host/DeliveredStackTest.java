package io.vmstation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.desired.DesiredFiles;
import io.vmstation.kube.desired.OverlaidFiles;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitoring stack as it is delivered, as a host reads it. */
class DeliveredStackTest {
    private static final ReconciledCluster CLUSTER =
            new ReconciledCluster(
                    "main",
                    Mode.OBSERVE,
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    new Sources(
                            "manifests",
                            Optional.of("dashboards"),
                            Optional.of("alerts"),
                            List.of("config/monitoring-values.yaml", "config/alert-values.yaml"),
                            "monitoring"),
                    Duration.ofMinutes(10),
                    new Policy(false, false, List.of(), new Pruning(true, 20, 50, Set.of())));

    @TempDir private Path home;

    private DesiredState read() {
        try (LocalCommands commands = new LocalCommands()) {
            return new DesiredFiles(
                            new OverlaidFiles(
                                    () -> Bundle.ofApplication().files(), Optional.of(home)),
                            commands,
                            Clock.systemUTC())
                    .read(CLUSTER);
        }
    }

    private static DesiredObject find(DesiredState state, String key) {
        return state.objects().stream()
                .filter(object -> object.key().toString().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + state.objects()));
    }

    @Test
    void isReadWithoutAProblemByTheExampleOfConfiguration() throws Exception {
        assertThat(Files.readString(Path.of("../config/clusters.yaml")))
                .contains("manifests: manifests\n")
                .contains("values: [config/monitoring-values.yaml, config/alert-values.yaml]");

        DesiredState state = read();

        assertThat(state.problems()).isEmpty();
        assertThat(state.objects()).hasSizeGreaterThan(70);
        find(state, "StatefulSet monitoring/prometheus");
        find(state, "ConfigMap monitoring/prometheus-rules");
        find(state, "ConfigMap monitoring/loki-rules");
        find(state, "ConfigMap monitoring/dashboard-sleep-and-wake");
        assertThat(read().revision()).isEqualTo(state.revision());
    }

    @Test
    void takesTheUsersValuesAndFiles() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/monitoring-values.yaml"), "prometheus: {node-port: 31000}\n");
        Files.writeString(home.resolve("config/alert-values.yaml"), "alerts: {cpu-percent: 12}\n");

        DesiredState state = read();

        assertThat(state.problems()).isEmpty();
        assertThat(
                        find(state, "Service monitoring/prometheus")
                                .json()
                                .at("/spec/ports/0/nodePort")
                                .asInt())
                .isEqualTo(31000);
        assertThat(find(state, "ConfigMap monitoring/prometheus-rules").json().toString())
                .contains("> 12");
    }
}
