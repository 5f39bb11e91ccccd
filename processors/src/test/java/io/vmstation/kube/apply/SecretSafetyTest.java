package io.vmstation.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What secrets hold is told to nobody, and not lost. */
@Timeout(120)
class SecretSafetyTest {
    private static final String SECRET =
            """
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: door, namespace: monitoring}
            stringData: {pin: "1234", user: admin}
            """;
    private static final String GENERATED =
            """
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: door
              namespace: monitoring
              annotations: {vmstation.io/generate: password, vmstation.io/recreate: "true"}
            type: Opaque
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

    private String value(String key) {
        return lab.get("v1", "Secret", "door").at("/data/" + key).asText();
    }

    private static ObjectOutcome only(ChangeSet changes) {
        assertThat(changes.outcomes()).hasSize(1);
        return changes.outcomes().get(0);
    }

    @Test
    void theInventoryHoldsNothingByWhichAPinCouldBeGuessed() {
        lab.run(SECRET);
        lab.restartHost();
        lab.run(SECRET);

        assertThat(lab.engine().applied(lab.cluster()).values())
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.hash()).isEmpty();
                            assertThat(entry.fingerprint()).isEmpty();
                            assertThat(entry.applied()).isPresent();
                        });
    }

    @Test
    void aSecretInOrderCostsNoRequestAfterAStart() {
        lab.live = new ApplyLab.ListedObjects(lab.api);
        lab.run(SECRET);
        lab.restartHost();
        long version = lab.server.version();
        lab.server.forgetAsked();

        ChangeSet changes = lab.run(SECRET);

        assertThat(only(changes).action()).isEqualTo(Action.UNCHANGED);
        assertThat(lab.server.version()).isEqualTo(version);
        assertThat(lab.server.count("patch", "secrets")).isZero();
    }

    @Test
    void seesEveryWayInWhichASecretCanDiffer() {
        lab.live = new ApplyLab.ListedObjects(lab.api);
        lab.run(SECRET);

        lab.editAs("door-opener", lab.get("v1", "Secret", "door"), "{\"data\": {\"pin\": \"\"}}");
        assertThat(only(lab.run(SECRET)).action()).isEqualTo(Action.FAILED);
        lab.policy(true, false);
        assertThat(only(lab.run(SECRET)).action()).isEqualTo(Action.CONFIGURED);

        lab.editAs("door-opener", lab.get("v1", "Secret", "door"), "{\"data\": {\"user\": null}}");
        assertThat(only(lab.run(SECRET)).action()).isEqualTo(Action.CONFIGURED);
        lab.editAs(
                "kubectl-edit", lab.get("v1", "Secret", "door"), "{\"data\": {\"x\": \"eA==\"}}");
        assertThat(only(lab.run(SECRET)).action()).isEqualTo(Action.CONFIGURED);
        assertThat(value("x")).isEmpty();

        lab.restartHost();
        assertThat(only(lab.run(SECRET.replace(", user: admin", ""))).action())
                .isEqualTo(Action.CONFIGURED);
        assertThat(value("user")).isEmpty();
        assertThat(only(lab.run(SECRET.replace("1234", "4321"))).action())
                .isEqualTo(Action.CONFIGURED);
        assertThat(only(lab.run(SECRET.replace("1234", "4321"))).action())
                .isEqualTo(Action.UNCHANGED);
    }

    @Test
    void noTextOfAPlanHoldsASecret() {
        lab.run(SECRET);

        Plan plan = lab.plan(SECRET.replace("admin", "root"));

        assertThat(plan.toString())
                .doesNotContain("1234", "root", "MTIzNA==", "cm9vdA==", "YWRtaW4=");
        assertThat(plan.desired().toString()).doesNotContain("1234");
    }

    @Test
    void aGeneratedPasswordIsNotLostByMakingItsSecretAnew() {
        lab.run(GENERATED);
        String password = value("password");

        ObjectOutcome outcome = only(lab.run(GENERATED.replace("Opaque", "example.org/door")));

        assertThat(value("password")).isEqualTo(password).isNotEmpty();
        assertThat(outcome.action()).isEqualTo(Action.FAILED);
        assertThat(outcome.reason()).contains("vmstation.io/generate");
    }

    @Test
    void aGeneratedPasswordIsInOrderAsLongAsItIsThere() {
        lab.live = new ApplyLab.ListedObjects(lab.api);
        lab.run(GENERATED);
        lab.restartHost();

        assertThat(only(lab.run(GENERATED)).action()).isEqualTo(Action.UNCHANGED);
        lab.editAs(
                "kubectl-edit",
                lab.get("v1", "Secret", "door"),
                "{\"data\": {\"password\": null}}");

        assertThat(only(lab.run(GENERATED)).action()).isEqualTo(Action.CONFIGURED);
        assertThat(value("password")).isNotEmpty();
    }
}
