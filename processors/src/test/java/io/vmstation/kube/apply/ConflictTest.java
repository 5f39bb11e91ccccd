package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.FieldDifference;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.node.ReconciledCluster.Ignored;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fields that belong to somebody else, by hand or by right. */
@Timeout(120)
class ConflictTest {
    private static final String GRAFANA =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: grafana, namespace: monitoring}
            spec:
              replicas: 1
              selector: {matchLabels: {app: grafana}}
              template:
                metadata: {labels: {app: grafana}}
                spec:
                  containers:
                    - name: grafana
                      image: grafana/grafana:13.2.0
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

    private ObjectNode grafana() {
        return lab.get("apps/v1", "Deployment", "grafana");
    }

    private static String annotated(String name, String value) {
        return GRAFANA.replace(
                "namespace: monitoring}",
                "namespace: monitoring, annotations: {%s: \"%s\"}}".formatted(name, value));
    }

    private static ObjectOutcome only(ChangeSet changes) {
        assertThat(changes.outcomes()).hasSize(1);
        return changes.outcomes().get(0);
    }

    private void scale(String manager, int replicas) {
        lab.editAs(manager, grafana(), "{\"spec\": {\"replicas\": %d}}".formatted(replicas));
    }

    @Test
    void saysWhoOwnsAFieldAndLeavesIt() {
        lab.run(GRAFANA);
        scale("some-operator", 3);

        ObjectOutcome outcome = only(lab.run(GRAFANA));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason())
                .contains(
                        "field spec.replicas belongs to some-operator: annotate vmstation.io/force: \"true\"");
        assertThat(outcome.differences())
                .extracting(FieldDifference::path)
                .contains("spec.replicas");
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(3);
    }

    @Test
    void takesTheFieldByForceOfAnAnnotation() {
        lab.run(GRAFANA);
        scale("some-operator", 3);

        ObjectOutcome outcome = only(lab.run(annotated("vmstation.io/force", "true")));

        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void takesTheFieldByForceOfThePolicy() {
        lab.run(GRAFANA);
        scale("some-operator", 3);
        lab.policy(true, false);

        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void undoesWhatWasChangedByHand() {
        lab.run(GRAFANA);
        scale("kubectl-edit", 3);

        ObjectOutcome outcome = only(lab.run(GRAFANA));

        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void leavesAWorkloadAloneThatWasScaledDownForTheSleepOfItsMachine() {
        lab.run(GRAFANA);
        String annotated =
                "{\"metadata\": {\"annotations\": {\"%s\": %s}}, \"spec\": {\"replicas\": 0}}";
        lab.editAs(
                "vmstation-sleep",
                grafana(),
                annotated.formatted("vmstation.io/replicas-before-sleep", "\"1\""));

        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.UNCHANGED);
        assertThat(only(lab.run(GRAFANA.replace("13.2.0", "13.2.1"))).action())
                .isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isZero();

        lab.editAs(
                "vmstation-sleep",
                grafana(),
                annotated.formatted("vmstation.io/replicas-before-sleep", "null"));
        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void takesAwayWhatWasAddedByHand() {
        lab.run(GRAFANA);
        lab.editAs(
                "kubectl-edit",
                grafana(),
                "{\"metadata\": {\"annotations\": {\"note\": \"x\"}}, \"spec\": {\"paused\": true}}");

        ObjectOutcome outcome = only(lab.run(GRAFANA));

        assertThat(outcome.differences()).extracting(FieldDifference::path).contains("spec.paused");
        assertThat(grafana().at("/spec").has("paused")).isFalse();
        assertThat(grafana().at("/metadata/annotations").has("note")).isFalse();
        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void leavesARestartThatSomebodyAskedFor() {
        lab.run(GRAFANA);
        lab.editAs(
                "kubectl-rollout",
                grafana(),
                "{\"spec\": {\"template\": {\"metadata\": {\"annotations\": {\"kubectl.kubernetes.io/restartedAt\": \"now\"}}}}}");

        ObjectOutcome outcome = only(lab.run(GRAFANA));

        assertThat(outcome.action()).isEqualTo(Action.UNCHANGED);
        assertThat(
                        grafana()
                                .at(
                                        "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt")
                                .asText())
                .isEqualTo("now");
    }

    @Test
    void aFieldThatThePolicyIgnoresStaysWithItsOwner() {
        lab.run(GRAFANA);
        lab.policy(false, false, new Ignored("Deployment", "gra*", "/spec/replicas"));
        scale("horizontal-autoscaler", 5);

        ObjectOutcome outcome = only(lab.run(GRAFANA.replace("13.2.0", "13.2.3")));

        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(5);
        assertThat(ManagedFields.of(grafana()).owner(FieldPath.of("spec", "replicas")))
                .contains("horizontal-autoscaler");
        assertThat(only(lab.run(GRAFANA.replace("13.2.0", "13.2.3"))).action())
                .isEqualTo(Action.UNCHANGED);
    }

    @Test
    void anIgnoredFieldKeepsItsFirstValueUntilSomebodySetsIt() {
        String ignoring =
                annotated("vmstation.io/ignore", "/spec/replicas")
                        .replace("replicas: 1", "replicas: 2");
        lab.run(ignoring);
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(2);

        lab.run(ignoring.replace("13.2.0", "13.2.3"));
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(2);

        scale("kubectl-edit", 4);
        lab.run(ignoring.replace("13.2.0", "13.2.4"));
        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(only(lab.run(ignoring.replace("13.2.0", "13.2.4"))).action())
                .isEqualTo(Action.UNCHANGED);
    }

    @Test
    void saysWhatCannotBeIgnored() {
        ObjectOutcome outcome = only(lab.run(annotated("vmstation.io/ignore", "/metadata/name")));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason()).contains("\"/metadata/name\" cannot be ignored");
    }

    @Test
    void takesOverWhatKubectlHasApplied() {
        String old =
                GRAFANA.replace(
                        "image: grafana/grafana:13.2.0",
                        "image: grafana/grafana:13.2.0\n          workingDir: /tmp");
        ObjectNode applied = ApplyLab.state(old).objects().get(0).json().deepCopy();
        String lastApplied = applied.toString();
        applied.withObject("/metadata/annotations")
                .put("kubectl.kubernetes.io/last-applied-configuration", lastApplied);
        lab.createAs("kubectl-client-side-apply", applied.toString());

        ObjectOutcome planned = lab.plan(GRAFANA).changes().get(0).outcome();
        ObjectOutcome outcome = only(lab.run(GRAFANA));

        assertThat(planned.action()).isEqualTo(Action.CONFIGURED);
        assertThat(planned.differences())
                .extracting(FieldDifference::path)
                .contains("metadata.managedFields");
        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(outcome.differences())
                .extracting(FieldDifference::path)
                .contains("spec.template.spec.containers[name=grafana].workingDir");
        ObjectNode now = grafana();
        assertThat(now.at("/spec/template/spec/containers/0").has("workingDir")).isFalse();
        assertThat(
                        now.at("/metadata/annotations")
                                .has("kubectl.kubernetes.io/last-applied-configuration"))
                .isFalse();
        assertThat(ManagedFields.of(now).entries())
                .extracting(ManagedFields.Entry::manager)
                .doesNotContain("kubectl-client-side-apply");
        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void readsAgainWhenAnObjectChangesDuringTheTakeOver() {
        lab.createAs("kubectl-create", GRAFANA);
        lab.server.fail(io.vmstation.kube.ApiServer.Fault.answer(409).verb("patch").patch("json"));

        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.CONFIGURED);
        assertThat(only(lab.run(GRAFANA)).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void leavesAnObjectAloneThatSaysSoInTheFileOrInTheCluster() {
        assertThat(only(lab.run(annotated("vmstation.io/reconcile", "disabled"))).action())
                .isEqualTo(Action.SKIPPED);
        assertThat(lab.find("apps/v1", "Deployment", "grafana")).isEmpty();

        lab.run(GRAFANA);
        lab.editAs(
                "kubectl-annotate",
                grafana(),
                "{\"metadata\": {\"annotations\": {\"vmstation.io/reconcile\": \"disabled\"}}}");
        assertThat(only(lab.run(GRAFANA.replace("13.2.0", "14.0.0"))).action())
                .isEqualTo(Action.SKIPPED);
    }

    @Test
    void makesAnObjectOnceAndLeavesItThen() {
        String once = annotated("vmstation.io/reconcile", "once");

        assertThat(only(lab.run(once)).action()).isEqualTo(Action.CREATED);
        assertThat(only(lab.run(once.replace("13.2.0", "14.0.0"))).action())
                .isEqualTo(Action.SKIPPED);
        assertThat(grafana().at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("grafana/grafana:13.2.0");
        assertThat(List.copyOf(lab.engine().applied(lab.cluster()).keySet())).hasSize(1);
    }

    @Test
    void leavesTheRulesOfAnAggregatedRoleToTheirController() {
        String role =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: all-of-it}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: "yes"}}]}
                rules: []
                """;
        lab.run(role);
        lab.applyAs(
                "clusterrole-aggregation-controller",
                role.replaceAll("aggregationRule: .*\n", "")
                        .replace("[]", "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]"),
                true);
        lab.policy(true, false);

        assertThat(only(lab.run(role)).action()).isEqualTo(Action.UNCHANGED);
        assertThat(
                        lab.get("rbac.authorization.k8s.io/v1", "ClusterRole", "all-of-it")
                                .path("rules"))
                .hasSize(1);
    }

    @Test
    void doesNotTakeBackAnIgnoredFieldThatSomebodySetSinceThePlan() {
        lab.policy(true, false, new Ignored("Deployment", "*", "/spec/replicas"));
        lab.run(GRAFANA);
        var plan = lab.plan(GRAFANA.replace("13.2.0", "13.2.3"));
        scale("horizontal-autoscaler", 5);

        lab.engine().apply(lab.cluster(), plan, () -> false);

        assertThat(grafana().at("/spec/replicas").asInt()).isEqualTo(5);
    }
}
