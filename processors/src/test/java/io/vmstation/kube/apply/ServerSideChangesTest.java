package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster is made as the files say, and nothing more is done than that takes. */
@Timeout(120)
class ServerSideChangesTest {
    static final String STACK =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: grafana, namespace: monitoring, labels: {app: grafana}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: grafana}}
              template:
                metadata: {labels: {app: grafana}}
                spec:
                  containers:
                    - name: grafana
                      image: grafana/grafana:13.2.0
                      ports: [{containerPort: 3000}]
                      env: [{name: A, value: "1"}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: grafana, namespace: monitoring}
            spec:
              selector: {app: grafana}
              ports: [{port: 80, targetPort: 3000}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: grafana, namespace: monitoring}
            data: {grafana.ini: "[server]"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: grafana, namespace: monitoring}
            stringData: {password: correct-horse}
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

    @Test
    void makesWhatIsNotThereInTheOrderOfNeed() {
        ChangeSet changes = lab.run(STACK);

        assertThat(ApplyLab.told(changes))
                .containsExactly(
                        "ConfigMap monitoring/grafana: created",
                        "Secret monitoring/grafana: created",
                        "Service monitoring/grafana: created",
                        "Deployment monitoring/grafana: created");
        assertThat(
                        lab.get("apps/v1", "Deployment", "grafana")
                                .at("/metadata/labels/vmstation.io~1reconciled")
                                .asText())
                .isEqualTo("lab");
        assertThat(
                        lab.get("apps/v1", "Deployment", "grafana")
                                .at("/spec/template/metadata/labels")
                                .has("vmstation.io/reconciled"))
                .isFalse();
    }

    @Test
    void changesNothingInASecondRun() {
        lab.run(STACK);
        long version = lab.server.version();
        lab.restartHost();

        ChangeSet second = lab.run(STACK);

        assertThat(second.count(Action.UNCHANGED)).isEqualTo(4);
        assertThat(lab.server.version()).isEqualTo(version);
    }

    @Test
    void asksNothingAboutObjectsThatAreKnownToBeInOrder() {
        lab.live = new ApplyLab.ListedObjects(lab.api);
        lab.run(STACK);
        lab.restartHost();
        lab.run(STACK);
        lab.restartHost();
        lab.server.forgetAsked();

        lab.run(STACK);

        assertThat(lab.server.asked(a -> !a.verb().equals("list")))
                .extracting(Object::toString)
                .containsExactly("get configmaps monitoring/" + ApplyLab.INVENTORY + " 200");
    }

    @Test
    void showsWhichFieldDiffersAndWhoChangedIt() {
        lab.run(STACK);
        lab.editAs(
                "kubectl-edit",
                lab.get("apps/v1", "Deployment", "grafana"),
                "{\"spec\": {\"replicas\": 3}}");

        Plan plan = lab.plan(STACK);

        ObjectOutcome outcome = plan.changes().get(3).outcome();
        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(outcome.differences())
                .contains(
                        new FieldDifference(
                                "spec.replicas",
                                Optional.of("3"),
                                Optional.of("1"),
                                Optional.of("kubectl-edit")));
    }

    @Test
    void planningChangesNothingAtAll() {
        long version = lab.server.version();

        lab.plan(STACK);

        assertThat(lab.server.version()).isEqualTo(version);
        assertThat(lab.server.asked(ApiServerChanges::real)).isEmpty();
    }

    @Test
    void appliesOnlyTheObjectThatDiffers() {
        lab.run(STACK);
        String service = lab.version("v1", "Service", "grafana");

        ChangeSet changes = lab.run(STACK.replace("13.2.0", "13.2.3"));

        assertThat(changes.count(Action.CONFIGURED)).isEqualTo(1);
        assertThat(changes.count(Action.UNCHANGED)).isEqualTo(3);
        assertThat(changes.outcomes().get(3).differences())
                .extracting(FieldDifference::path)
                .containsExactly("spec.template.spec.containers[name=grafana].image");
        assertThat(lab.version("v1", "Service", "grafana")).isEqualTo(service);
    }

    @Test
    void keepsValuesOfSecretsToItself() {
        lab.run(STACK);

        Plan plan = lab.plan(STACK.replace("correct-horse", "battery-staple"));

        List<FieldDifference> differences =
                plan.changes().stream()
                        .filter(change -> change.desired().key().kind().equals("Secret"))
                        .flatMap(change -> change.outcome().differences().stream())
                        .toList();
        assertThat(differences)
                .singleElement()
                .satisfies(
                        difference -> {
                            assertThat(difference.path()).isEqualTo("data.password");
                            assertThat(difference.live()).contains("\"*** (before)\"");
                            assertThat(difference.desired()).contains("\"*** (after)\"");
                        });
    }

    @Test
    void whatTheServerWritesInItsOwnWayIsNoDrift() {
        String written =
                """
                apiVersion: v1
                kind: Service
                metadata: {name: dns, namespace: monitoring, annotations: {}}
                spec:
                  type: LoadBalancer
                  selector: {app: dns}
                  ports:
                    - {name: dns-tcp, port: 53, targetPort: dns}
                    - {name: dns-udp, port: 53, protocol: UDP, targetPort: 53}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: dns, namespace: monitoring, labels: {}}
                spec:
                  selector: {matchLabels: {app: dns}}
                  template:
                    metadata: {labels: {app: dns}, creationTimestamp: null}
                    spec:
                      volumes: [{name: tmp, emptyDir: {}}]
                      initContainers:
                        - {name: init, image: busybox, command: [sh, -c, "a\\nb\\n"]}
                      containers:
                        - name: dns
                          image: dns:1
                          args: []
                          env: [{name: A, value: ""}, {name: B, value: $(A)}]
                          resources: {requests: {cpu: 1000m, memory: 1024Mi}}
                          ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]
                """;
        lab.run(written);
        lab.run(written);
        long version = lab.server.version();
        lab.restartHost();

        ChangeSet again = lab.run(written);

        assertThat(again.count(Action.UNCHANGED)).isEqualTo(2);
        assertThat(lab.server.version()).isEqualTo(version);
    }
}
