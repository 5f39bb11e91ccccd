package io.vmstation.kube.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders with a kustomization.yaml. */
@Timeout(120)
class KustomizationTest {
    private static final String A = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    private static final String B = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n";

    @TempDir private Path folder;
    private Home home = new Home(Path.of(""));

    @BeforeEach
    void begin() {
        home = new Home(folder);
    }

    private static List<String> names(DesiredState state) {
        assertThat(state.problems()).isEmpty();
        return state.objects().stream().map(object -> object.key().toString()).toList();
    }

    private static Commands answering(CommandResult result) {
        return new Commands() {
            @Override
            public CompletableFuture<CommandResult> run(
                    List<String> arguments, Map<String, String> environment, Duration limit) {
                return CompletableFuture.completedFuture(result);
            }
        };
    }

    @Test
    void oneThatOnlyListsIsReadWithoutKubectl() throws Exception {
        home = new Home(folder, answering(new CommandResult.NotInstalled("kubectl")));
        home.manifests("manifests/prod")
                .file(
                        "manifests/prod/kustomization.yaml",
                        """
                        apiVersion: kustomize.config.k8s.io/v1beta1
                        kind: Kustomization
                        resources: [a.yaml, ../base]
                        """)
                .file("manifests/prod/a.yaml", A)
                .file("manifests/prod/unlisted.yaml", "nonsense")
                .bundled("manifests/base/kustomization.yml", "resources:\n  - b.yaml\n")
                .bundled("manifests/base/b.yaml", B);

        assertThat(names(home.read()))
                .containsExactly("ConfigMap monitoring/a", "ConfigMap monitoring/b");
        assertThat(home.object("b").origin()).isEqualTo("manifests/base/b.yaml (bundled):1");
    }

    @Test
    void whatIsListedMustBeThereAndHere() throws Exception {
        home.file(
                        "manifests/kustomization.yaml",
                        """
                resources:
                  - gone.yaml
                  - https://example.com/all.yaml
                  - github.com/example/app?ref=v1
                  - folder
                """)
                .file("manifests/folder/a.yaml", A);

        assertThat(home.problems())
                .containsExactly(
                        "manifests/kustomization.yaml:2: resources[0]: gone.yaml is neither a file"
                                + " nor a folder with a kustomization.yaml: add it, or remove the"
                                + " line",
                        "manifests/kustomization.yaml:3: resources[1]:"
                                + " https://example.com/all.yaml lies elsewhere, and what is"
                                + " applied must not change by itself: copy it into the folder",
                        "manifests/kustomization.yaml:4: resources[2]:"
                                + " github.com/example/app?ref=v1 lies elsewhere, and what is"
                                + " applied must not change by itself: copy it into the folder",
                        "manifests/kustomization.yaml:5: resources[3]: folder is neither a file nor"
                                + " a folder with a kustomization.yaml: add it, or remove the"
                                + " line");
    }

    private Home withPrefix() throws Exception {
        return home.manifests("manifests/prod")
                .file(
                        "manifests/prod/kustomization.yaml",
                        """
                        namespace: watching
                        namePrefix: my-
                        resources: [../base]
                        configMapGenerator:
                          - name: settings
                            literals: ["port=${port}"]
                        """)
                .values("config/values.yaml", "port: 90")
                .bundled("manifests/base/kustomization.yaml", "resources: [b.yaml]")
                .bundled("manifests/base/b.yaml", B + "data: {address: \"host:${port}\"}\n");
    }

    @Test
    void oneThatSaysMoreIsBuiltByKubectlOverTheFilesInForce() throws Exception {
        assumeTrue(new LocalCommands().has("kubectl"), "kubectl is not installed");
        DesiredState state = withPrefix().read();

        assertThat(state.problems()).isEmpty();
        assertThat(state.objects())
                .extracting(object -> object.key().namespace(), DesiredObject::origin)
                .containsOnly(Tuple.tuple("watching", "manifests/prod/kustomization.yaml"));
        assertThat(state.objects()).extracting(object -> object.key().name()).contains("my-b");
        assertThat(state.objects().get(0).json().at("/data/address").asText()).isEqualTo("host:90");
        assertThat(state.objects().get(1).key().name()).startsWith("my-settings-");
    }

    @Test
    void whatKubectlRefusesIsToldWithoutTheFolderThatNobodyKnows() throws Exception {
        assumeTrue(new LocalCommands().has("kubectl"), "kubectl is not installed");
        withPrefix().bundled("manifests/base/b.yaml", "kind: ConfigMap\n");

        assertThat(home.problems())
                .singleElement()
                .asString()
                .startsWith("manifests/prod/kustomization.yaml: is refused by kubectl kustomize: ")
                .contains("manifests/base")
                .doesNotContain("vmstation-kustomize");
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left).noneMatch(p -> p.toString().contains("vmstation-kustomize-"));
        }
    }

    @Test
    void whatIsWrongWithWhatWasBuiltNamesTheObject() throws Exception {
        assumeTrue(new LocalCommands().has("kubectl"), "kubectl is not installed");
        withPrefix().bundled("manifests/base/b.yaml", B + "data: {a: 1}\n");

        assertThat(home.problems())
                .containsExactly(
                        "manifests/prod/kustomization.yaml: ConfigMap my-b: data.a: is a number"
                                + " (1), text is expected: put it in quotes");
    }

    @Test
    void withoutKubectlThereIsOneClearProblem() throws Exception {
        home = new Home(folder, answering(new CommandResult.NotInstalled("kubectl")));

        assertThat(withPrefix().problems())
                .containsExactly(
                        "manifests/prod/kustomization.yaml: says more than `resources`, which takes"
                                + " kubectl, and that is not installed here: install it, or list"
                                + " only files and folders");
    }

    @Test
    void kubectlThatHangsOrFailsIsAProblem() throws Exception {
        home = new Home(folder, answering(new CommandResult.TimedOut(Duration.ofSeconds(60))));
        assertThat(withPrefix().problems())
                .containsExactly(
                        "manifests/prod/kustomization.yaml: was not built by kubectl kustomize"
                                + " within 60 s: simplify it");

        home = new Home(folder, answering(new CommandResult.Failed("no memory")));
        assertThat(withPrefix().problems())
                .containsExactly(
                        "manifests/prod/kustomization.yaml: cannot be built by kubectl kustomize:"
                                + " no memory");
    }
}
