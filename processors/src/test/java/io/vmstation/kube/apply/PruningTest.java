package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredState;
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

/** What the files no longer have is deleted, and nothing else ever is. */
@Timeout(120)
class PruningTest {
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

    static String settings(String... names) {
        StringBuilder yaml = new StringBuilder();
        for (String name : names) {
            yaml.append(
                    """
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: %s, namespace: monitoring}
                    data: {a: "1"}
                    """
                            .formatted(name));
        }
        return yaml.toString();
    }

    private boolean there(String name) {
        return lab.find("v1", "ConfigMap", name).isPresent();
    }

    private static String reason(ChangeSet changes, String name) {
        return changes.outcomes().stream()
                .filter(outcome -> outcome.key().name().equals(name))
                .map(ObjectOutcome::reason)
                .reduce((first, last) -> last)
                .orElse("nothing told");
    }

    @Test
    void deletesWhatTheFilesNoLongerHave() {
        lab.run(settings("one", "two"));

        Plan plan = lab.plan(settings("one"));
        ChangeSet changes = lab.run(settings("one"));

        assertThat(ApplyLab.told(plan.pruned()))
                .containsExactly("ConfigMap monitoring/two: deleted");
        assertThat(ApplyLab.told(changes)).contains("ConfigMap monitoring/two: deleted");
        assertThat(there("one")).isTrue();
        assertThat(there("two")).isFalse();
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void deletesNothingWhenNothingAtAllIsWanted() {
        lab.run(settings("one", "two"));

        ChangeSet changes = lab.run(new DesiredState(List.of(), List.of(), "none"));

        assertThat(changes.pruning()).contains("taken for a mistake");
        assertThat(there("one")).isTrue();
        assertThat(there("two")).isTrue();
    }

    @Test
    void deletesNothingWhenAnObjectFailed() {
        lab.run(settings("one", "two"));
        String invalid = settings("Not_A_Name");

        ChangeSet changes = lab.run(settings("one") + invalid);

        assertThat(changes.count(Action.FAILED)).isEqualTo(1);
        assertThat(changes.pruning()).contains("1 objects could not be made as wanted");
        assertThat(there("two")).isTrue();
    }

    @Test
    void refusesToDeleteMoreThanTheCeiling() {
        lab.pruning(true, 2, 100);
        lab.run(settings("one", "two", "three", "four"));

        ChangeSet changes = lab.run(settings("one"));

        assertThat(changes.pruning()).isEqualTo("would delete 3 objects, more than 2: refusing");
        assertThat(there("four")).isTrue();
    }

    @Test
    void refusesToDeleteMoreThanThatPart() {
        lab.pruning(true, 100, 50);
        lab.run(settings("one", "two", "three", "four"));

        ChangeSet changes = lab.run(settings("one"));

        assertThat(changes.pruning())
                .isEqualTo("would delete 3 of 4 objects, more than 50 %: refusing");
        assertThat(there("two")).isTrue();
    }

    @Test
    void deletesNothingWhenPruningIsSwitchedOff() {
        lab.run(settings("one", "two"));
        lab.pruning(false, 100, 100);

        ChangeSet changes = lab.run(settings("one"));

        assertThat(changes.pruning()).isEqualTo("pruning is switched off");
        assertThat(there("two")).isTrue();
    }

    @Test
    void keepsNamespacesAndClaimsWithoutConsent() {
        String claim =
                """
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: extra}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: monitoring}
                spec:
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                """;
        lab.run(settings("one") + claim);

        ChangeSet kept = lab.run(settings("one"));

        assertThat(lab.find("v1", "PersistentVolumeClaim", "data")).isPresent();
        assertThat(lab.find("v1", "Namespace", "extra")).isPresent();
        assertThat(reason(kept, "data")).contains("name PersistentVolumeClaim among the kinds");
        assertThat(reason(kept, "extra")).contains("name Namespace among the kinds");

        lab.pruning(true, 100, 100, "Namespace", "PersistentVolumeClaim");
        ChangeSet deleted = lab.run(settings("one"));

        assertThat(ApplyLab.told(deleted))
                .contains(
                        "PersistentVolumeClaim monitoring/data: deleted",
                        "Namespace extra: deleted");
    }

    @Test
    void keepsWhatSaysSoInTheCluster() {
        lab.run(settings("one", "two"));
        lab.editAs(
                "kubectl-annotate",
                lab.get("v1", "ConfigMap", "two"),
                "{\"metadata\": {\"annotations\": {\"vmstation.io/prune\": \"disabled\"}}}");

        ChangeSet changes = lab.run(settings("one"));

        assertThat(reason(changes, "two")).contains("vmstation.io/prune: disabled");
        assertThat(there("two")).isTrue();
    }

    @Test
    void keepsAnObjectThatSomebodyElseHasMadeAnew() {
        lab.run(settings("one", "two"));
        lab.server.take("v1", "ConfigMap", "monitoring", "two");
        lab.createAs("somebody", settings("two").replace("---\n", ""));

        ChangeSet changes = lab.run(settings("one"));

        assertThat(reason(changes, "two")).contains("another object of that name");
        assertThat(there("two")).isTrue();
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void keepsAnObjectThatIsNotOursAnyMore() {
        lab.run(settings("one", "two"));
        ObjectNode two = lab.get("v1", "ConfigMap", "two");
        ((ObjectNode) two.path("metadata")).remove(List.of("labels", "managedFields"));
        lab.server.put(two.toString());

        ChangeSet changes = lab.run(settings("one"));

        assertThat(reason(changes, "two")).contains("does not carry our label");
        assertThat(there("two")).isTrue();
    }

    @Test
    void tellsWhatWaitsForItsFinalizersAndForgetsItWhenItIsGone() {
        String guarded =
                settings("two").replace("name: two,", "name: two, finalizers: [example.org/wait],");
        lab.run(settings("one") + guarded);

        ChangeSet first = lab.run(settings("one"));
        ChangeSet second = lab.run(settings("one"));

        assertThat(ApplyLab.told(first)).contains("ConfigMap monitoring/two: deleted");
        assertThat(reason(first, "two")).contains("waits for example.org/wait");
        assertThat(ApplyLab.told(second)).contains("ConfigMap monitoring/two: skipped");
        assertThat(lab.engine().applied(lab.cluster())).hasSize(2);

        lab.server.take("v1", "ConfigMap", "monitoring", "two");
        lab.run(settings("one"));

        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void deletesInTheOppositeOrderOfMaking() {
        lab.run(ServerSideChangesTest.STACK + settings("one"));

        ChangeSet changes = lab.run(settings("one"));

        assertThat(ApplyLab.told(changes))
                .containsSubsequence(
                        "Deployment monitoring/grafana: deleted",
                        "Service monitoring/grafana: deleted",
                        "Secret monitoring/grafana: deleted",
                        "ConfigMap monitoring/grafana: deleted");
    }

    @Test
    void aTamperedInventoryDeletesNothingAndIsWrittenAnew() {
        lab.run(settings("one"));
        lab.createAs("somebody", settings("precious").replace("---\n", ""));
        ObjectNode precious = lab.get("v1", "ConfigMap", "precious");
        lab.editAs(
                "somebody",
                lab.get("v1", "ConfigMap", ApplyLab.INVENTORY),
                "{\"data\": {\"x\": \"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"ConfigMap\\\",\\\"namespace\\\":\\\"monitoring\\\",\\\"name\\\":\\\"precious\\\",\\\"uid\\\":\\\"%s\\\"}\"}}"
                        .formatted(precious.at("/metadata/uid").asText()));

        ChangeSet first = lab.run(settings("one"));
        lab.run(settings("one"));

        assertThat(first.pruning()).contains("somebody else has changed it");
        assertThat(there("precious")).isTrue();
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void anUnreadableInventoryDeletesNothingAndIsWrittenAnew() {
        lab.run(settings("one", "two"));
        lab.editAs(
                "somebody",
                lab.get("v1", "ConfigMap", ApplyLab.INVENTORY),
                "{\"data\": {\"broken\": \"{\"}}");

        ChangeSet first = lab.run(settings("one"));
        boolean kept = there("two");
        ChangeSet second = lab.run(settings("one"));

        assertThat(first.pruning()).contains("cannot be trusted");
        assertThat(kept).isTrue();
        assertThat(second.pruning()).isEmpty();
        assertThat(there("two")).isFalse();
    }

    @Test
    void aLostInventoryDeletesNothing() {
        lab.run(settings("one", "two"));
        lab.server.take("v1", "ConfigMap", "monitoring", ApplyLab.INVENTORY);

        lab.run(settings("one"));

        assertThat(there("two")).isTrue();
        assertThat(lab.engine().applied(lab.cluster())).hasSize(1);
    }

    @Test
    void remembersWhatWasAppliedWhenTheInventoryIsKeptElsewhereFromNowOn() {
        lab.run(settings("one", "two"));
        ObjectNode inventory = lab.get("v1", "ConfigMap", ApplyLab.INVENTORY);
        lab.server.take("v1", "ConfigMap", "monitoring", ApplyLab.INVENTORY);
        ((ObjectNode) inventory.path("metadata")).put("namespace", "default");
        lab.server.put(inventory.toString());

        ChangeSet first = lab.run(settings("one"));
        ChangeSet second = lab.run(settings("one"));

        assertThat(first.pruning()).contains("not where it should be");
        assertThat(second.pruning()).isEmpty();
        assertThat(there("two")).isFalse();
    }

    @Test
    void keepsAStatefulSetWhoseClaimsWouldGoWithIt() {
        String set =
                """
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: loki, namespace: monitoring}
                spec:
                  serviceName: loki
                  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}
                  selector: {matchLabels: {app: loki}}
                  template:
                    metadata: {labels: {app: loki}}
                    spec: {containers: [{name: loki, image: grafana/loki:3.7.6}]}
                """;
        lab.run(settings("one") + set);

        ChangeSet changes = lab.run(settings("one"));

        assertThat(reason(changes, "loki")).contains("PersistentVolumeClaim");
        assertThat(lab.find("apps/v1", "StatefulSet", "loki")).isPresent();
        assertThat(Optional.of(changes.pruning())).contains("");
    }
}
