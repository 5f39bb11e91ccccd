package io.vmstation.kube.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the real kubectl has made and changed becomes ours. */
@Timeout(120)
class KubectlTakeOverTest {
    private static final String WANTED =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: grafana, namespace: monitoring}
            spec:
              replicas: 1
              selector: {matchLabels: {app: grafana}}
              template:
                metadata: {labels: {app: grafana}}
                spec: {containers: [{name: grafana, image: grafana/grafana:13.2.0}]}
            """;

    @TempDir Path folder;
    private ApplyLab lab;
    private Path kubectl;

    @BeforeEach
    void start() {
        kubectl =
                Stream.of(System.getenv("PATH").split(":", -1))
                        .map(place -> Path.of(place, "kubectl"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(Path.of("/nowhere"));
        assumeTrue(Files.isExecutable(kubectl), "skipped, missing program: kubectl");
        lab = new ApplyLab(folder);
    }

    @AfterEach
    void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private void kubectl(String... words) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(kubectl.toString(), "--server", lab.server.url()));
        line.addAll(List.of("--namespace", "monitoring"));
        line.addAll(List.of(words));
        Path told = folder.resolve("kubectl.txt");
        ProcessBuilder program =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(told.toFile());
        program.environment().put("HOME", folder.toString());
        program.environment().put("KUBECONFIG", "/nowhere");
        Process running = program.start();
        assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as(Files.readString(told, UTF_8)).isZero();
    }

    private void apply(String yaml, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("object.yaml"), yaml);
        List<String> words = new ArrayList<>(List.of("apply", "--validate=false", "-f"));
        words.add(file.toString());
        words.addAll(List.of(more));
        kubectl(words.toArray(String[]::new));
    }

    private ObjectNode grafana() {
        return lab.get("apps/v1", "Deployment", "grafana");
    }

    @Test
    void takesOverWhatWasAppliedAndEditedAndScaled() throws Exception {
        apply(WANTED.replace("13.2.0}", "13.1.0, workingDir: /tmp}"));
        apply(WANTED.replace("13.2.0}", "13.2.0, workingDir: /srv}"));
        kubectl("label", "deployment/grafana", "by=hand");
        kubectl("set", "env", "deployment/grafana", "DEBUG=1");
        kubectl("scale", "deployment/grafana", "--replicas=3");

        ObjectOutcome planned = lab.plan(WANTED).changes().get(0).outcome();
        ObjectOutcome outcome = lab.run(WANTED).outcomes().get(0);

        List<String> paths = planned.differences().stream().map(FieldDifference::path).toList();
        assertThat(paths)
                .contains(
                        "metadata.managedFields",
                        "metadata.labels.by",
                        "spec.replicas",
                        "spec.template.spec.containers[name=grafana].env[name=DEBUG]",
                        "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]");
        assertThat(outcome.reason()).isEmpty();
        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        ObjectNode now = grafana();
        assertThat(now.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(now.at("/metadata/labels").has("by")).isFalse();
        ObjectNode container = (ObjectNode) now.at("/spec/template/spec/containers/0");
        assertThat(container.has("workingDir")).isFalse();
        assertThat(container.has("env")).isFalse();
        assertThat(container.path("imagePullPolicy").asText()).isEqualTo("IfNotPresent");
        assertThat(lab.run(WANTED).outcomes().get(0).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void takesOverWhatWasAppliedByTheServer() throws Exception {
        apply(WANTED.replace("13.2.0}", "13.2.0, workingDir: /tmp}"), "--server-side");

        lab.run(WANTED);

        assertThat(grafana().at("/spec/template/spec/containers/0").has("workingDir")).isFalse();
        assertThat(
                        ManagedFields.of(grafana()).entries().stream()
                                .filter(entry -> entry.subresource().isEmpty())
                                .map(ManagedFields.Entry::manager)
                                .toList())
                .isSubsetOf(Set.of("vmstation", "kube-controller-manager"));
        assertThat(lab.run(WANTED).outcomes().get(0).action()).isEqualTo(Action.UNCHANGED);
    }
}
