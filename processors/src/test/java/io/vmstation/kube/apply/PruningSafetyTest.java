package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.Plan;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is still wanted, in whatever words, is never deleted, nor what it lives in. */
@Timeout(120)
class PruningSafetyTest {
    private static final String ROLE =
            """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader, namespace: monitoring}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
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

    private static String reason(ChangeSet changes, String name) {
        return changes.outcomes().stream()
                .filter(outcome -> outcome.key().name().equals(name))
                .map(ObjectOutcome::reason)
                .reduce((first, last) -> last)
                .orElse("nothing told");
    }

    @Test
    void keepsAnObjectWhoseFileNamesItsNamespaceFromNowOn() {
        String bare = PruningTest.settings("one").replace(", namespace: monitoring", "");
        lab.run(bare);
        String uid = lab.get("v1", "ConfigMap", "one").at("/metadata/uid").asText();

        Plan plan = lab.plan(PruningTest.settings("one"));
        ChangeSet changes = lab.run(PruningTest.settings("one"));

        assertThat(plan.pruned()).isEmpty();
        assertThat(changes.count(Action.DELETED)).isZero();
        assertThat(lab.get("v1", "ConfigMap", "one").at("/metadata/uid").asText()).isEqualTo(uid);
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void keepsAClusterRoleWhoseFileNoLongerNamesANamespace() {
        lab.run(ROLE);

        ChangeSet changes = lab.run(ROLE.replace(", namespace: monitoring", ""));

        assertThat(changes.count(Action.DELETED)).isZero();
        assertThat(lab.find("rbac.authorization.k8s.io/v1", "ClusterRole", "reader")).isPresent();
    }

    @Test
    void keepsTheSameObjectThatMovedToAnotherGroup() {
        String moved = ArrivalsTest.PROBE.replace("monitoring.example.org", "other.example.org");
        String definitions =
                "---\n"
                        + ArrivalsTest.NAMESPACE
                        + "---\n"
                        + ArrivalsTest.DEFINITION
                        + "---\n"
                        + ArrivalsTest.DEFINITION.replace(
                                "monitoring.example.org", "other.example.org");
        lab.run(ArrivalsTest.PROBE + definitions);
        ObjectNode probe =
                lab.find("monitoring.example.org/v1", "Probe", "extra", "router").orElseThrow();
        lab.server.put(probe.put("apiVersion", "other.example.org/v1").toString());

        ChangeSet changes = lab.run(moved + definitions);

        assertThat(changes.count(Action.DELETED)).isZero();
        assertThat(lab.find("monitoring.example.org/v1", "Probe", "extra", "router")).isPresent();
    }

    @Test
    void deletesNothingThatItHadNotSeenWhenItCounted() {
        lab.pruning(true, 1, 100);
        lab.run(PruningTest.settings("one", "two", "three", "four"));
        lab.server.fail(Fault.answer(403).verb("get").name("two").times(1));
        lab.server.fail(Fault.answer(403).verb("get").name("three").times(1));

        ChangeSet changes = lab.run(PruningTest.settings("one"));

        assertThat(ApplyLab.told(changes))
                .contains(
                        "ConfigMap monitoring/four: deleted",
                        "ConfigMap monitoring/three: skipped",
                        "ConfigMap monitoring/two: skipped");
        assertThat(lab.run(PruningTest.settings("one")).pruning())
                .isEqualTo("would delete 2 objects, more than 1: refusing");
        assertThat(lab.find("v1", "ConfigMap", "two")).isPresent();
        assertThat(lab.find("v1", "ConfigMap", "three")).isPresent();
    }

    @Test
    void keepsANamespaceThatSomethingWantedLivesIn() {
        lab.pruning(true, 100, 100, "Namespace");
        String inside = PruningTest.settings("one").replace("monitoring", "extra");
        lab.run(ArrivalsTest.NAMESPACE + inside);

        ChangeSet changes = lab.run(inside);

        assertThat(reason(changes, "extra")).contains("ConfigMap extra/one");
        assertThat(lab.find("v1", "Namespace", "extra")).isPresent();
        assertThat(lab.find("v1", "ConfigMap", "extra", "one")).isPresent();
    }

    @Test
    void keepsADefinitionOfWhichSomethingIsWanted() {
        lab.pruning(true, 100, 100, "CustomResourceDefinition");
        String objects = ArrivalsTest.NAMESPACE + "---\n" + ArrivalsTest.PROBE;
        lab.run(objects + "---\n" + ArrivalsTest.DEFINITION);

        ChangeSet changes = lab.run(objects);

        assertThat(reason(changes, "probes.monitoring.example.org")).contains("Probe extra/router");
        assertThat(lab.find("monitoring.example.org/v1", "Probe", "extra", "router")).isPresent();
    }

    @Test
    void leavesWhatTheFilesHadLeftAlone() {
        lab.run(PruningTest.settings("one", "two"));
        String leaving =
                PruningTest.settings("two")
                        .replace(
                                "namespace: monitoring",
                                "namespace: monitoring, annotations: {vmstation.io/reconcile: disabled}");
        lab.run(PruningTest.settings("one") + leaving);

        ChangeSet changes = lab.run(PruningTest.settings("one"));

        assertThat(changes.count(Action.DELETED)).isZero();
        assertThat(lab.find("v1", "ConfigMap", "two")).isPresent();
    }

    @Test
    void deletesAnObjectThatIsOnlyServedInAnotherVersionNow() {
        String definition = ArrivalsTest.NAMESPACE + "---\n" + ArrivalsTest.DEFINITION;
        lab.run(definition + "---\n" + ArrivalsTest.PROBE);
        String newer = definition.replace("name: v1\n", "name: v2\n");

        ChangeSet changes = lab.run(newer);
        lab.run(newer);

        assertThat(changes.count(Action.FAILED)).isZero();
        assertThat(lab.find("monitoring.example.org/v2", "Probe", "extra", "router")).isEmpty();
    }

    @Test
    void aCopyOfTheInventoryThatSomebodyKeepsIsNotDeleted() {
        lab.run(PruningTest.settings("one", "two"));
        ObjectNode copy = lab.get("v1", "ConfigMap", ApplyLab.INVENTORY);
        copy.withObject("/metadata").put("name", "my-backup").remove("uid");
        lab.server.put(copy.toString());

        lab.run(PruningTest.settings("one"));

        assertThat(lab.find("v1", "ConfigMap", "my-backup")).isPresent();
    }

    @Test
    void aGroupThatIsAwayPrunesNothingOfItAndHoldsBackNothingElse() {
        String stays = ArrivalsTest.NAMESPACE + "---\n" + ArrivalsTest.DEFINITION;
        lab.run(stays + "---\n" + ArrivalsTest.PROBE + PruningTest.settings("one", "two"));
        lab.forgetKinds();
        lab.server.fail(Fault.answer(503).path("/apis/monitoring.example.org/v1$").times(0));

        ChangeSet changes = lab.run(stays + PruningTest.settings("one"));

        assertThat(ApplyLab.told(changes))
                .contains("ConfigMap monitoring/two: deleted", "Probe extra/router: failed");
        lab.server.heal();
        assertThat(lab.find("monitoring.example.org/v1", "Probe", "extra", "router")).isPresent();
        assertThat(ApplyLab.told(lab.run(stays + PruningTest.settings("one"))))
                .contains("Probe extra/router: deleted");
    }
}
