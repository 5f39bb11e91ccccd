package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vmstation.kube.ApiServer;
import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.reconcile.KubeApi.Resource;
import io.vmstation.kube.reconcile.KubeApiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, and what is made of the answers. */
@Timeout(120)
class HttpKubeApiTest {
    private static final Resource CONFIG_MAPS = new Resource("v1", "ConfigMap", "configmaps", true);

    @TempDir Path folder;
    private ApplyLab lab;

    @BeforeEach
    void start() {
        lab = new ApplyLab(folder);
        lab.server.forgetAsked();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static ObjectNode settings(String name) {
        return ApplyLab.state(PruningTest.settings(name)).objects().get(0).json();
    }

    private static void refused(ThrowingCallable call, Consumer<KubeApiException> check) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KubeApiException.class, check);
    }

    @Test
    void appliesWithOurNameAndStrictly() {
        lab.api.apply(CONFIG_MAPS, settings("one"), false, true);

        ApiServer.Asked asked = lab.server.asked().get(0);
        assertThat(asked).hasToString("patch configmaps monitoring/one apply dry-run 201");
        assertThat(asked.query())
                .containsEntry("fieldManager", "vmstation")
                .containsEntry("fieldValidation", "Strict")
                .containsEntry("force", "false")
                .containsEntry("dryRun", "All");
    }

    @Test
    void remembersHowKindsAreServedAndAsksAnewForUnknownOnes() {
        assertThat(lab.api.resource("apps/v1", "Deployment"))
                .contains(new Resource("apps/v1", "Deployment", "deployments", true));
        lab.api.resource("apps/v1", "Deployment");
        lab.api.resource("apps/v1", "StatefulSet");
        assertThat(lab.server.asked()).hasSize(1);

        assertThat(lab.api.resource("apps/v1", "Nonsense")).isEmpty();
        assertThat(lab.api.resource("monitoring.example.org/v1", "Probe")).isEmpty();
        assertThat(lab.api.resource("v1/../../x", "Probe")).isEmpty();
        lab.applyAs("somebody", ArrivalsTest.DEFINITION, false);
        await().until(() -> lab.api.resource("monitoring.example.org/v1", "Probe").isPresent());
    }

    @Test
    void forgetsAKindThatIsNotServedAnyMore() {
        lab.applyAs("somebody", ArrivalsTest.DEFINITION, false);
        await().until(() -> lab.api.resource("monitoring.example.org/v1", "Probe").isPresent());
        Resource probes = lab.api.resource("monitoring.example.org/v1", "Probe").orElseThrow();
        Resource definitions =
                lab.api
                        .resource("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                        .orElseThrow();
        lab.api.delete(definitions, "", "probes.monitoring.example.org", "", false);

        await().until(
                        () -> {
                            assertThat(lab.api.get(probes, "monitoring", "router")).isEmpty();
                            return lab.api.resource("monitoring.example.org/v1", "Probe").isEmpty();
                        });
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < HttpKubeApi.PAGE + 10; i++) {
            lab.server.put(
                    """
                    {"apiVersion": "v1", "kind": "ConfigMap",
                     "metadata": {"name": "c%d", "namespace": "monitoring", "labels": {"x": "y"}}}
                    """
                            .formatted(i));
        }

        List<ObjectNode> all = lab.api.list(CONFIG_MAPS, "x=y");

        assertThat(all).hasSize(HttpKubeApi.PAGE + 10);
        assertThat(all.get(0).path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(lab.server.count("list", "configmaps")).isEqualTo(2);
    }

    @Test
    void tellsWhoOwnsTheFieldsOfAConflict() {
        lab.applyAs("somebody", PruningTest.settings("one").replace("---\n", ""), false);
        ObjectNode other = settings("one");
        other.withObject("/data").put("a", "2");

        refused(
                () -> lab.api.apply(CONFIG_MAPS, other, false, false),
                e -> {
                    assertThat(e.code()).isEqualTo(409);
                    assertThat(e.conflicts())
                            .containsExactly(new KubeApiException.Conflict("data.a", "somebody"));
                });
    }

    @Test
    void tellsWhenToComeAgain() {
        lab.server.fail(Fault.answer(429).retryAfter(7));

        refused(
                () -> lab.api.get(CONFIG_MAPS, "monitoring", "one"),
                e -> {
                    assertThat(e.mayPass()).isTrue();
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
                });
    }

    @Test
    void aServerThatIsAwayIsNoAnswer() {
        lab.server.away();

        refused(
                () -> lab.api.get(CONFIG_MAPS, "monitoring", "one"),
                e -> {
                    assertThat(e.code()).isZero();
                    assertThat(e).hasMessageContaining("connection refused");
                });
    }

    @Test
    void doesNotWaitLongerThanTheClientIsToldTo() {
        try (KubernetesClient hasty = lab.client(Duration.ofMillis(300))) {
            HttpKubeApi api = new HttpKubeApi(() -> hasty, ApiListener.NONE);
            lab.server.fail(Fault.hang().times(1));

            refused(
                    () -> api.get(CONFIG_MAPS, "monitoring", "one"),
                    e -> {
                        assertThat(e.code()).isZero();
                        assertThat(e).hasMessage("no answer in time");
                    });
        }
    }

    @Test
    void doesNotReadAnEndlessAnswer() {
        HttpKubeApi small = new HttpKubeApi(() -> lab.client, ApiListener.NONE, 1000);
        ObjectNode big = settings("big");
        big.withObject("/data").put("a", "x".repeat(100_000));
        lab.api.apply(CONFIG_MAPS, big, false, false);

        refused(
                () -> small.get(CONFIG_MAPS, "monitoring", "big"),
                e -> assertThat(e).hasMessageContaining("longer than 1000 bytes"));
    }

    @Test
    void somethingElseThanJsonIsNoAnswer() {
        lab.server.fail(Fault.raw(200, "text/html", "<html>"));
        refused(
                () -> lab.api.get(CONFIG_MAPS, "monitoring", "one"),
                e -> assertThat(e).hasMessageContaining("something else than JSON"));

        lab.server.fail(Fault.cut());
        refused(() -> lab.api.list(CONFIG_MAPS, ""), e -> assertThat(e.code()).isZero());
    }

    @Test
    void anErrorPageIsARefusalWithItsCode() {
        lab.server.fail(Fault.raw(502, "text/html", "<html>bad gateway"));

        refused(
                () -> lab.api.get(CONFIG_MAPS, "monitoring", "one"),
                e -> assertThat(e).hasMessage("status 502"));
    }

    @Test
    void asksTheClientThatIsTheRightOneNow() {
        List<String> asked = new ArrayList<>();
        HttpKubeApi api =
                new HttpKubeApi(
                        () -> {
                            asked.add("client");
                            return lab.client;
                        },
                        (verb, kind, code, took) -> asked.add(verb + " " + kind + " " + code));

        api.get(CONFIG_MAPS, "monitoring", "one");
        lab.server.fail(Fault.answer(401));
        refused(
                () -> api.apply(CONFIG_MAPS, settings("one"), false, true),
                e -> assertThat(e.code()).isEqualTo(401));

        assertThat(asked)
                .containsExactly("client", "get ConfigMap 404", "client", "dry-run ConfigMap 401");
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        String uid =
                lab.api
                        .apply(CONFIG_MAPS, settings("one"), false, false)
                        .at("/metadata/uid")
                        .asText();

        refused(
                () -> lab.api.delete(CONFIG_MAPS, "monitoring", "one", "another", false),
                e -> assertThat(e.code()).isEqualTo(409));
        lab.api.delete(CONFIG_MAPS, "monitoring", "one", uid, false);

        assertThat(lab.api.get(CONFIG_MAPS, "monitoring", "one")).isEmpty();
    }

    @Test
    void escapesWhatServersDoNotTakeInYaml() throws Exception {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("text", "a\u007fb\u0096c\uffffd \u00e4 \ud83d\ude00 \u0085");

        String yaml = HttpKubeApi.yaml(object);

        assertThat(yaml).contains("a\\u007fb\\u0096c\\uffffd \u00e4 \ud83d\ude00");
        assertThat(new ObjectMapper().readTree(yaml)).isEqualTo(object);
    }
}
