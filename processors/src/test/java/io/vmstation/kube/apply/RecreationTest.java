package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vmstation.kube.ApiServer.Fault;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fields that cannot be changed: nothing is deleted for them unless somebody asked for that. */
@Timeout(120)
class RecreationTest {
    private static final String LOKI =
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: loki, namespace: monitoring}
            spec:
              serviceName: loki
              replicas: 1
              selector: {matchLabels: {app: loki}}
              template:
                metadata: {labels: {app: loki}}
                spec: {containers: [{name: loki, image: grafana/loki:3.7.6}]}
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec:
                    accessModes: [ReadWriteOnce]
                    resources: {requests: {storage: 1Gi}}
            """;
    private static final String OTHER =
            LOKI.replace("serviceName: loki", "serviceName: loki-headless");

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

    private String uid() {
        return lab.get("apps/v1", "StatefulSet", "loki").at("/metadata/uid").asText();
    }

    private String owned(String apiVersion, String kind, String name, String owner) {
        return lab.server
                .put(
                        """
                        {"apiVersion": "%s", "kind": "%s",
                         "metadata": {"name": "%s", "namespace": "monitoring", "ownerReferences": [
                          {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "loki", "uid": "%s"}]},
                         "spec": {}}
                        """
                                .formatted(apiVersion, kind, name, owner))
                .at("/metadata/uid")
                .asText();
    }

    private static ObjectOutcome only(ChangeSet changes) {
        assertThat(changes.outcomes()).hasSize(1);
        return changes.outcomes().get(0);
    }

    private static String recreate(String yaml) {
        return yaml.replaceFirst(
                "namespace: monitoring}",
                "namespace: monitoring, annotations: {vmstation.io/recreate: \"true\"}}");
    }

    @Test
    void saysHowToGoAboutAFieldThatCannotBeChanged() {
        lab.run(LOKI);
        String uid = uid();

        ObjectOutcome outcome = only(lab.run(OTHER));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason())
                .contains("updates to statefulset spec")
                .contains("annotate it with vmstation.io/recreate");
        assertThat(uid()).isEqualTo(uid);
    }

    @Test
    void makesAStatefulSetAnewAndLeavesItsPodsAndClaims() {
        lab.run(LOKI);
        String uid = uid();
        String pod = owned("v1", "Pod", "loki-0", uid);
        String claim = owned("v1", "PersistentVolumeClaim", "data-loki-0", uid);

        ObjectOutcome outcome = only(lab.run(recreate(OTHER)));

        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(outcome.reason()).startsWith("made anew: ");
        assertThat(uid()).isNotEqualTo(uid);
        assertThat(lab.get("v1", "Pod", "loki-0").at("/metadata/uid").asText()).isEqualTo(pod);
        assertThat(
                        lab.get("v1", "PersistentVolumeClaim", "data-loki-0")
                                .at("/metadata/uid")
                                .asText())
                .isEqualTo(claim);
        assertThat(lab.server.asked(asked -> asked.verb().equals("delete"))).hasSize(1);
        assertThat(only(lab.run(recreate(OTHER))).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void doesNotDeleteWhatItCouldNotMakeAgain() {
        lab.run(LOKI);
        String uid = uid();

        ObjectOutcome outcome =
                only(
                        lab.run(
                                recreate(
                                        OTHER.replace(
                                                "name: loki, image", "name: Not_Valid, image"))));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(uid()).isEqualTo(uid);
    }

    @Test
    void neverMakesAClaimAnew() {
        String claim =
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: monitoring}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: fast
                  resources: {requests: {storage: 1Gi}}
                """;
        lab.policy(true, true);
        lab.run(claim);

        ObjectOutcome outcome = only(lab.run(claim.replace("fast", "slow")));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason()).contains("never deleted to be made anew");
        assertThat(
                        lab.get("v1", "PersistentVolumeClaim", "data")
                                .at("/spec/storageClassName")
                                .asText())
                .isEqualTo("fast");
    }

    @Test
    void doesNotMakeAStatefulSetAnewWhoseClaimsWouldGoWithIt() {
        String deleting =
                LOKI.replace(
                        "  replicas: 1",
                        "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}\n  replicas: 1");
        lab.run(deleting);

        ObjectOutcome outcome =
                only(
                        lab.run(
                                recreate(
                                        deleting.replace(
                                                "serviceName: loki", "serviceName: other"))));

        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason()).contains("its claims go with it");
    }

    @Test
    void makesABindingAnewWhoseRoleIsAnother() {
        String binding =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader, namespace: monitoring}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects: [{kind: ServiceAccount, name: grafana, namespace: monitoring}]
                """;
        lab.run(binding);
        lab.policy(false, true);

        ObjectOutcome outcome = only(lab.run(binding.replace("name: view", "name: edit")));

        assertThat(outcome.action()).isEqualTo(Action.CONFIGURED);
        assertThat(
                        lab.get("rbac.authorization.k8s.io/v1", "RoleBinding", "reader")
                                .at("/roleRef/name")
                                .asText())
                .isEqualTo("edit");
    }

    @Test
    void whatWasDeletedAndNotMadeAgainIsMadeByTheNextRun() {
        lab.run(LOKI);
        lab.server.fail(
                Fault.dropBefore().verb("patch").resource("statefulsets").dryRun(false).times(0));
        ObjectOutcome failed = only(lab.run(recreate(OTHER)));
        assertThat(failed.action()).isEqualTo(Action.FAILED);
        assertThat(failed.reason()).startsWith("the server answers others, but not this: ");
        assertThat(lab.find("apps/v1", "StatefulSet", "loki")).isEmpty();
        lab.server.heal();
        lab.restartHost();

        assertThat(only(lab.run(recreate(OTHER))).action()).isEqualTo(Action.CREATED);
        ObjectNode loki = lab.get("apps/v1", "StatefulSet", "loki");
        assertThat(loki.at("/spec/serviceName").asText()).isEqualTo("loki-headless");
    }
}
