package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an object takes is there before it is made: its kind, its namespace. */
@Timeout(120)
class ArrivalsTest {
    static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: probes.monitoring.example.org}
            spec:
              group: monitoring.example.org
              scope: Namespaced
              names: {plural: probes, singular: probe, kind: Probe, listKind: ProbeList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {target: {type: string}}}
            """;
    static final String PROBE =
            """
            apiVersion: monitoring.example.org/v1
            kind: Probe
            metadata: {name: router, namespace: extra}
            spec: {target: 192.0.2.1}
            """;
    static final String NAMESPACE =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: extra}
            """;

    @TempDir Path folder;
    private ApplyLab lab;

    @BeforeEach
    void start() {
        lab = new ApplyLab(folder);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static String all() {
        return PROBE + "---\n" + NAMESPACE + "---\n" + DEFINITION;
    }

    @Test
    void waitsForADefinitionToBeServedBeforeItsObjects() {
        lab.server.establish(Duration.ofMillis(700));

        assertThat(ApplyLab.planned(lab.plan(all())))
                .containsExactly(
                        "CustomResourceDefinition probes.monitoring.example.org: created",
                        "Namespace extra: created",
                        "Probe extra/router: created");
        ChangeSet changes = lab.run(all());

        assertThat(changes.count(Action.CREATED)).isEqualTo(3);
        assertThat(lab.find("monitoring.example.org/v1", "Probe", "extra", "router")).isPresent();
        assertThat(lab.run(all()).count(Action.UNCHANGED)).isEqualTo(3);
    }

    @Test
    void saysSoWhenADefinitionIsNotServedInTime() {
        lab.server.establish(Duration.ofHours(1));

        ChangeSet changes = lab.run(all());

        assertThat(changes.count(Action.CREATED)).isEqualTo(2);
        assertThat(changes.outcomes().get(2).reason())
                .contains("did not serve Probe of monitoring.example.org/v1 in time");
    }

    @Test
    void saysWhatIsMissingForAKindThatNobodyServes() {
        ChangeSet changes = lab.run(PROBE);

        assertThat(changes.outcomes().get(0).action()).isEqualTo(Action.FAILED);
        assertThat(changes.outcomes().get(0).reason())
                .contains("does not know Probe of monitoring.example.org/v1")
                .contains("CustomResourceDefinition");
    }

    @Test
    void makesTheNamespaceThatTheInventoryLivesIn() {
        lab.server.take("v1", "ConfigMap", "monitoring", "kube-root-ca.crt");
        lab.server.take("v1", "ServiceAccount", "monitoring", "default");
        lab.server.take("v1", "Namespace", "", "monitoring");
        String home = NAMESPACE.replace("extra", "monitoring");

        ChangeSet changes = lab.run(PruningTest.settings("one") + "---\n" + home);

        assertThat(ApplyLab.told(changes))
                .containsExactly(
                        "Namespace monitoring: created", "ConfigMap monitoring/one: created");
        assertThat(lab.engine().applied(lab.cluster())).hasSize(2);
    }

    @Test
    void saysSoWhenTheInventoryHasNoNamespace() {
        lab.server.take("v1", "ConfigMap", "monitoring", "kube-root-ca.crt");
        lab.server.take("v1", "ServiceAccount", "monitoring", "default");
        lab.server.take("v1", "Namespace", "", "monitoring");

        ChangeSet changes = lab.run(NAMESPACE);

        assertThat(changes.count(Action.FAILED)).isEqualTo(1);
        assertThat(changes.outcomes().get(0).reason()).contains("cannot be recorded");
    }

    @Test
    void aBindingToARoleThatComesWithItIsMadeAfterIt() {
        String roles =
                """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: reader}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects: [{kind: ServiceAccount, name: grafana, namespace: monitoring}]
                """;
        lab.server.fail(
                Fault.answer(404)
                        .message("clusterroles.rbac.authorization.k8s.io \"reader\" not found")
                        .verb("patch")
                        .resource("clusterrolebindings")
                        .times(1));

        ChangeSet changes = lab.run(roles);

        assertThat(changes.count(Action.CREATED)).isEqualTo(2);
    }

    @Test
    void fillsInAPasswordOnceAndNeverShowsIt() {
        String secret =
                """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: grafana
                  namespace: monitoring
                  annotations: {vmstation.io/generate: "admin-password"}
                stringData: {admin-user: admin}
                """;
        ChangeSet changes = lab.run(secret);
        String password = lab.get("v1", "Secret", "grafana").at("/data/admin-password").asText();
        ChangeSet again = lab.run(secret);
        ChangeSet changed = lab.run(secret.replace("admin-user: admin", "admin-user: root"));

        assertThat(password).hasSizeGreaterThan(30);
        assertThat(again.count(Action.UNCHANGED)).isEqualTo(1);
        assertThat(changed.count(Action.CONFIGURED)).isEqualTo(1);
        assertThat(lab.get("v1", "Secret", "grafana").at("/data/admin-password").asText())
                .isEqualTo(password);
        assertThat(changes + " " + changed).doesNotContain(password);
        assertThat(lab.get("v1", "ConfigMap", ApplyLab.INVENTORY).toString())
                .doesNotContain(password);
    }

    @Test
    void doesNotWaitForAVersionThatItsDefinitionDoesNotServe() {
        String notServed =
                DEFINITION.replace("served: true", "served: false")
                        + """
                            - name: v2
                              served: true
                              storage: false
                              schema: {openAPIV3Schema: {type: object}}
                        """
                                .indent(0);
        String all = PROBE + "---\n" + NAMESPACE + "---\n" + notServed;

        ChangeSet changes = lab.run(all);

        assertThat(changes.outcomes().get(2).action()).isEqualTo(Action.FAILED);
        assertThat(changes.outcomes().get(2).reason())
                .contains("does not know Probe of monitoring.example.org/v1");
        assertThat(lab.plan(all).changes().get(2).outcome().action()).isEqualTo(Action.FAILED);
    }

    @Test
    void aRefusalWhileItWaitsIsAboutThatObjectOnly() {
        lab.server.fail(
                Fault.answer(403)
                        .verb("get")
                        .resource("customresourcedefinitions")
                        .after(1)
                        .times(0));

        ChangeSet changes = lab.run(all());

        assertThat(ApplyLab.told(changes))
                .containsExactly(
                        "CustomResourceDefinition probes.monitoring.example.org: created",
                        "Namespace extra: created",
                        "Probe extra/router: failed");
        assertThat(lab.engine().applied(lab.cluster())).hasSize(3);
    }
}
