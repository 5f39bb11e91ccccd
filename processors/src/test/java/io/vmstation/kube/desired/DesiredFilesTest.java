package io.vmstation.kube.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.vmstation.exec.LocalCommands;
import io.vmstation.kube.reconcile.DesiredObject;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DesiredFilesTest {
    private static final String A = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    private static final String B = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n";

    @TempDir private Path folder;
    private Home home = new Home(Path.of(""));

    @BeforeEach
    void begin() {
        home = new Home(folder);
    }

    private List<String> names() {
        DesiredState state = home.read();
        assertThat(state.problems()).isEmpty();
        return state.objects().stream().map(DesiredObject::key).map(ObjectKey::toString).toList();
    }

    @Test
    void readsManyDocumentsListsAndJsonOfAllSubfolders() throws Exception {
        home.file("manifests/two.yaml", "---\n" + A + "---\n---\n# none\n---\n" + B)
                .file(
                        "manifests/deep/down/list.yml",
                        """
                        apiVersion: v1
                        kind: List
                        items:
                          - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
                          - apiVersion: v1
                            kind: ConfigMapList
                            items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: d}}]
                        """)
                .file(
                        "manifests/e.json",
                        "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\":"
                                + " {\"name\": \"e\"}\n}");

        assertThat(names())
                .containsExactly(
                        "ConfigMap monitoring/a",
                        "ConfigMap monitoring/b",
                        "ConfigMap monitoring/c",
                        "ConfigMap monitoring/d",
                        "ConfigMap monitoring/e");
        assertThat(home.object("b").origin()).isEqualTo("manifests/two.yaml:9");
        assertThat(home.object("c").origin()).isEqualTo("manifests/deep/down/list.yml:4");
        assertThat(home.object("e").origin()).isEqualTo("manifests/e.json:1");
    }

    @Test
    void leavesOutWhatIsNoManifest() throws Exception {
        home.file("manifests/a.yaml", A)
                .file("manifests/.hidden.yaml", "nonsense")
                .file("manifests/.git/config.yaml", "nonsense")
                .file("manifests/a.test.yaml", "nonsense")
                .file("manifests/README.md", "nonsense")
                .values("manifests/values.yaml", "a: b");

        assertThat(names()).containsExactly("ConfigMap monitoring/a");
    }

    @Test
    void aFileOfTheUserTakesThePlaceOfTheBundledOne() throws Exception {
        home.bundled("manifests/app/a.yaml", A)
                .bundled("manifests/app/b.yaml", B)
                .bundled("manifests/application/other.yaml", "nonsense")
                .manifests("manifests/app");
        assertThat(names()).containsExactly("ConfigMap monitoring/a", "ConfigMap monitoring/b");
        assertThat(home.object("a").origin()).isEqualTo("manifests/app/a.yaml (bundled):1");

        home.file("manifests/app/a.yaml", A.replace("name: a", "name: mine"))
                .file("manifests/app/b.yaml", "# not here\n");
        assertThat(names()).containsExactly("ConfigMap monitoring/mine");
    }

    @Test
    void readsAConfigMapThatIsMountedWithItsLinks() throws Exception {
        home.file("manifests/..2026/a.yaml", A);
        Path manifests = folder.resolve("manifests");
        Files.createSymbolicLink(manifests.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(manifests.resolve("a.yaml"), Path.of("..data/a.yaml"));

        assertThat(names()).containsExactly("ConfigMap monitoring/a");
    }

    @Test
    void knowsWhatLivesInNamespacesFromTheModelAndFromDefinitions() throws Exception {
        home.file(
                "manifests/all.yaml",
                """
                {apiVersion: v1, kind: Namespace, metadata: {name: watching}}
                ---
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: watching}}
                ---
                {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: "a:b"}}
                ---
                {apiVersion: example.com/v1, kind: Machine, metadata: {name: m}}
                ---
                {apiVersion: example.com/v1, kind: Part, metadata: {name: p}}
                ---
                {apiVersion: elsewhere.io/v1, kind: Thing, metadata: {name: t}}
                ---
                {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: g}}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: machines.example.com}
                spec:
                  group: example.com
                  scope: Cluster
                  names: {kind: Machine, plural: machines}
                  versions:
                    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: parts.example.com, creationTimestamp: null}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {kind: Part, plural: parts}
                  versions:
                    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                status: {acceptedNames: {kind: "", plural: ""}, conditions: [], storedVersions: []}
                """);

        assertThat(names())
                .containsExactly(
                        "ClusterRole a:b",
                        "CustomResourceDefinition machines.example.com",
                        "CustomResourceDefinition parts.example.com",
                        "GatewayClass g",
                        "Machine m",
                        "Namespace watching",
                        "Thing t",
                        "Part monitoring/p",
                        "ServiceAccount watching/robot");
        assertThat(home.object("p").json().at("/metadata/namespace").asText())
                .isEqualTo("monitoring");
        assertThat(home.object("t").json().at("/metadata").has("namespace")).isFalse();
        assertThat(home.object("parts.example.com").json().has("status")).isFalse();
        assertThat(home.object("parts.example.com").json().path("metadata").size()).isEqualTo(1);
    }

    @Test
    void readsNumbersAsKubectlDoes() throws Exception {
        home.file(
                "manifests/x.yaml",
                """
                apiVersion: elsewhere.io/v1
                kind: Thing
                metadata: {name: t}
                spec: {mode: 0644, hex: 0x1F, new: 0o17, word: "0644", no: no, big: 12345678901234567890, part: 1.5, date: 2026-11-22, none: ~, version: 1.10.0}
                """);

        assertThat(home.object("t").json().get("spec"))
                .hasToString(
                        "{\"mode\":420,\"hex\":31,\"new\":15,\"word\":\"0644\",\"no\":\"no\",\"big\":12345678901234567890,\"part\":1.5,\"date\":\"2026-11-22\",\"none\":null,\"version\":\"1.10.0\"}");
    }

    @Test
    void fillsInPlaceholdersByTheirValuesAndTypes() throws Exception {
        home.values(
                        "config/values.yaml",
                        "grafana: {replicas: 2, image: old, on: true}\nport: \"90\"")
                .values("config/own.yaml", "grafana: {image: new}\nlist: [a, {b: c}]")
                .file(
                        "manifests/x.yaml",
                        """
                        apiVersion: elsewhere.io/v1
                        kind: Thing
                        metadata: {name: "${name:=t}"}
                        spec:
                          number: ${grafana.replicas}
                          flag: ${grafana.on}
                          text: ${port}
                          image: docker.io/${grafana.image}:v${grafana.replicas}
                          default: ${missing:=5}
                          empty: "${missing:=}"
                          literal: $${HOME} and ${1}
                          list: ${list}
                          injected: "${evil:=a: b}"
                        """);

        assertThat(home.object("t").json().get("spec"))
                .hasToString(
                        "{\"number\":2,\"flag\":true,\"text\":\"90\",\"image\":\"docker.io/new:v2\",\"default\":5,\"empty\":\"\",\"literal\":\"${HOME} and ${1}\",\"list\":[\"a\",{\"b\":\"c\"}],\"injected\":\"a: b\"}");
    }

    @Test
    void aNumberBecomesTextWhereOnlyTextMayStand() throws Exception {
        home.values("config/values.yaml", "port: 90")
                .file(
                        "manifests/x.yaml",
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: a, labels: {port: "${port}"}}
                        data: {port: "${port}", other: "${none:=true}"}
                        """);

        assertThat(home.object("a").json().get("data"))
                .hasToString("{\"port\":\"90\",\"other\":\"true\"}");
    }

    @Test
    void leavesPlaceholdersOfAnObjectThatSaysSo() throws Exception {
        home.file(
                "manifests/x.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a, annotations: {vmstation.io/substitute: disabled}}
                data: {script: "echo ${HOME:-x}"}
                """);

        assertThat(home.object("a").json().at("/data/script").asText())
                .isEqualTo("echo ${HOME:-x}");
    }

    @Test
    void aMissingOrBrokenValuesFileIsAProblem() throws Exception {
        home.file("manifests/a.yaml", A)
                .values("config/list.yaml", "- a")
                .values("config/gone.yaml", "a: b");
        Files.delete(folder.resolve("config/gone.yaml"));

        assertThat(home.problems())
                .containsExactly(
                        "config/gone.yaml: is not there: write the values of this cluster into it,"
                                + " or correct `values` in clusters.yaml",
                        "config/list.yaml:1: is a list, a map of values is expected: write `name:"
                                + " value`");
    }

    @Test
    void theSameObjectInTwoFilesIsAProblemThatNamesBoth() throws Exception {
        home.file("manifests/a.yaml", A).file("manifests/b.yaml", "# again\n" + A + "---\n" + B);

        assertThat(home.problems())
                .containsExactly(
                        "manifests/b.yaml:2: ConfigMap monitoring/a stands in manifests/a.yaml:1"
                                + " too: keep one of them");
        assertThat(home.read().objects()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsAProblem() {
        home.dashboards().alerts();

        assertThat(home.problems())
                .containsExactly(
                        "alerts: is no folder that is there: create it, or correct `alerts` in"
                                + " clusters.yaml",
                        "dashboards: is no folder that is there: create it, or correct"
                                + " `dashboards` in clusters.yaml",
                        "manifests: is no folder that is there: create it, or correct `manifests`"
                                + " in clusters.yaml");
    }

    @Test
    void anEmptyFolderIsAProblem() throws Exception {
        home.file("manifests/README.md", "later");
        assertThat(home.problems())
                .containsExactly(
                        "manifests: holds no manifest: put files that end in .yaml, .yml or .json"
                                + " into it, or correct `manifests` in clusters.yaml");

        home.file("manifests/a.yaml", "# later\n");
        assertThat(home.problems())
                .containsExactly(
                        "manifests: holds no object, only comments: write one, or suspend");

        home.file("manifests/a.yaml", A).dashboards().file("dashboards/readme.txt", "later");
        assertThat(home.problems())
                .containsExactly(
                        "dashboards: holds no file of use: put files that end in .json into it, or"
                                + " remove `dashboards` from clusters.yaml");
    }

    @Test
    void whatMayNotBeReadIsAProblemAndNeverAnEmptyState() throws Exception {
        home.file("manifests/a.yaml", A).file("manifests/closed/b.yaml", B);
        Path file = folder.resolve("manifests/a.yaml");
        Path closed = folder.resolve("manifests/closed");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root may read everything");

        assertThat(home.problems())
                .containsExactly(
                        "manifests/a.yaml: cannot be read: permission is denied: let the user of"
                                + " this process read it");

        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        assertThat(home.problems())
                .containsExactly(
                        "manifests: cannot be listed: manifests/closed cannot be read, permission"
                                + " is denied: let the user of this process read it");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aFileThatCannotBeReadIsAProblemAndSoIsAFolderThatCannotBeListed() throws Exception {
        home.file("manifests/a.yaml", A);
        Files.createSymbolicLink(
                folder.resolve("manifests/b.yaml"), folder.resolve("manifests/gone"));
        assertThat(home.problems())
                .containsExactly(
                        "manifests: cannot be listed: manifests/b.yaml is a link that leads"
                                + " nowhere: remove it");

        Files.delete(folder.resolve("manifests/b.yaml"));
        Files.createSymbolicLink(folder.resolve("manifests/c"), folder.resolve("manifests"));
        assertThat(home.problems())
                .containsExactly(
                        "manifests: cannot be listed: manifests/c is a link that leads back to"
                                + " where it lies: remove it");
    }

    @Test
    void aFileThatIsGoneWhenItIsReadIsAProblem() throws Exception {
        home.file("manifests/a.yaml", A).file("manifests/b.yaml", B);
        SourceFile listed = home.files().file("manifests/b.yaml").orElseThrow();
        Files.delete(folder.resolve("manifests/b.yaml"));
        FileProblems problems = new FileProblems();

        assertThat(new FileReader(problems).objects(listed)).isEmpty();
        assertThat(problems.sentences())
                .containsExactly(
                        "manifests/b.yaml: cannot be read: it is gone: put it back, or remove what"
                                + " leads to it");
    }

    @Test
    void waitsForAFileThatIsBeingWritten() throws Exception {
        home.file("manifests/a.yaml", A + "---\n");
        DesiredFiles source =
                new DesiredFiles(
                        home.files(),
                        new LocalCommands(),
                        Clock.systemUTC(),
                        Duration.ofMillis(400));
        CompletableFuture<DesiredState> reading =
                CompletableFuture.supplyAsync(() -> source.read(home.cluster()));

        home.file("manifests/a.yaml", A + "---\n" + B);

        await().until(reading::isDone);
        assertThat(reading.get().objects()).hasSize(2);
    }

    @Test
    void filesThatChangeAllTheTimeAreAProblem() throws Exception {
        home.file("manifests/a.yaml", A);
        Path file = folder.resolve("manifests/a.yaml");
        SourceFiles restless =
                new SourceFiles() {
                    private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

                    @Override
                    public Optional<SortedMap<String, SourceFile>> below(String path)
                            throws java.io.IOException {
                        Files.setLastModifiedTime(file, FileTime.fromMillis(++now));
                        return home.files().below(path);
                    }

                    @Override
                    public Optional<SourceFile> file(String path) throws java.io.IOException {
                        return home.files().file(path);
                    }
                };
        DesiredState state =
                new DesiredFiles(restless, new LocalCommands(), Clock.systemUTC(), Duration.ZERO)
                        .read(home.cluster());

        assertThat(state.problems())
                .containsExactly(
                        "manifests: files are not read, they change all the time: write them"
                                + " elsewhere first, then move them here");
        assertThat(state.objects()).isEmpty();
    }

    @Test
    void aStateIsKeptUntilAFileChanges() throws Exception {
        home.file("manifests/a.yaml", A);
        DesiredFiles source = home.source();
        DesiredState first = source.read(home.cluster());
        assertThat(source.read(home.cluster())).isSameAs(first);

        home.file("manifests/b.yaml", B);
        DesiredState second = source.read(home.cluster());
        assertThat(second.objects()).hasSize(2);

        home.file("manifests/b.yaml", "");
        assertThat(source.read(home.cluster()).problems()).hasSize(1);
        home.file("manifests/b.yaml", B);
        assertThat(source.read(home.cluster())).isEqualTo(second);

        Files.delete(folder.resolve("manifests/b.yaml"));
        assertThat(source.read(home.cluster())).isEqualTo(first);
    }

    @Test
    void theRevisionIsThatOfTheObjectsAndNotOfHowTheyAreWritten() throws Exception {
        home.file("manifests/a.yaml", A + "data: {x: \"1\", y: \"2\"}\n---\n" + B);
        String first = home.read().revision();
        assertThat(first).matches("[0-9a-f]{12}");

        home.file("manifests/a.yaml", B)
                .file("manifests/b.yaml", "# moved\n" + A + "data:\n  y: '2'\n  x: '1'\n");
        assertThat(home.read().revision()).isEqualTo(first);

        home.file("manifests/b.yaml", A + "data: {x: \"1\", y: \"3\"}\n");
        assertThat(home.read().revision()).isNotEqualTo(first);
    }

    @Test
    void textOfASecretBecomesData() throws Exception {
        home.file(
                "manifests/s.yaml",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                stringData: {a: one, b: two}
                data: {b: eA==, c: eQ==}
                """);
        JsonNode json = home.object("s").json();

        assertThat(json.has("stringData")).isFalse();
        assertThat(json.get("data")).hasToString("{\"b\":\"dHdv\",\"c\":\"eQ==\",\"a\":\"b25l\"}");
        assertThat(Base64.getDecoder().decode(json.at("/data/a").asText()))
                .isEqualTo("one".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vmstation.io/expects: Secret/x",
                "vmstation.io/expects: 'ConfigMap/y, Secret/x'",
                "vmstation.io/expects: Secret/*"
            })
    void whatOthersMakeMayBeReferredTo(String annotation) throws Exception {
        home.file(
                "manifests/p.yaml",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p, annotations: {%s}}
                spec:
                  containers: [{name: c, image: c, envFrom: [{secretRef: {name: x}}]}]
                """
                        .formatted(annotation));

        assertThat(names()).containsExactly("Pod monitoring/p");
    }

    @Test
    void aServiceMaySelectPodsThatOthersMake() throws Exception {
        home.file(
                "manifests/s.yaml",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: s, annotations: {vmstation.io/expects: Pod/*}}
                spec: {selector: {app: elsewhere}, ports: [{port: 80, targetPort: http}]}
                """);

        assertThat(names()).containsExactly("Service monitoring/s");
    }

    @Test
    void aKeyThatIsGeneratedMayBeReferredTo() throws Exception {
        home.file(
                "manifests/p.yaml",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: login, annotations: {vmstation.io/generate: admin-password}}
                stringData: {admin-user: admin}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  containers:
                    - name: c
                      image: c
                      env:
                        - {name: P, valueFrom: {secretKeyRef: {name: login, key: admin-password}}}
                """);

        assertThat(names()).containsExactly("Pod monitoring/p", "Secret monitoring/login");
        assertThat(home.object("login").json().get("data"))
                .hasToString("{\"admin-user\":\"YWRtaW4=\"}");
    }

    @Test
    void nothingOfASecretIsShownInAProblem() throws Exception {
        home.file(
                "manifests/s.yaml",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                stringData: {number: 20240101, list: [hunter2], good: hunter3}
                data: {bad: hunter4!}
                type: [hunter5]
                """);

        assertThat(home.problems())
                .hasSize(4)
                .noneMatch(text -> text.matches("(?s).*(hunter|2024).*"));
    }

    @Test
    void theShippedManifestsAreInOrder() throws Exception {
        Path shipped = Path.of("../manifests");
        try (var files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                home.bundled("manifests/" + shipped.relativize(file), Files.readString(file));
            }
        }
        assertThat(home.problems()).isEmpty();
    }
}
