package io.vmstation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** For sites that apply by hand what VMStation applies by itself. */
class DashboardsKustomizationTest {
    private static final Path KUBECTL = Path.of("../it/target/stack/bin/kubectl");

    @Test
    void kubectlMakesAConfigMapOfEachThatGrafanaFinds() {
        assumeTrue(
                Files.isExecutable(KUBECTL),
                "skipped, it/target/stack has no kubectl: ./verify installs it");

        String objects =
                Tool.run(KUBECTL.toString(), "kustomize", DashboardFiles.FOLDER.toString())
                        .orFail();

        int count = DashboardFiles.all().size();
        assertThat(objects.split("\nkind: ConfigMap\n", -1)).hasSize(count + 1);
        assertThat(objects.split("grafana_dashboard: \"1\"", -1)).hasSize(count + 1);
        for (Path path : DashboardFiles.paths()) {
            String uid = path.getFileName().toString().replace(".json", "");
            String folder = path.getName(2).toString();
            assertThat(objects)
                    .contains(
                            """
                              annotations:
                                grafana_folder: %s
                              labels:
                                grafana_dashboard: "1"
                              name: dashboard-%s
                            """
                                    .formatted(folder, uid));
        }
    }
}
