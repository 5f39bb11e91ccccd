package io.vmstation.kube.follow;

import static io.vmstation.kube.follow.TestReports.WEB;
import static io.vmstation.kube.follow.TestReports.outcome;
import static io.vmstation.kube.follow.TestReports.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContentionsTest {
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final Drift DRIFT =
            new Drift("home", WEB, false, List.of("spec.replicas"), Optional.of("hpa"));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Contentions contentions = new Contentions(3, WITHIN, now::get);

    private List<Contention> corrected(String owner) {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        return contentions.after(correction(owner));
    }

    private static ReconcileReport correction(String owner) {
        return report(
                Result.SYNCED,
                List.of(outcome(Action.CONFIGURED, "spec.replicas", owner)),
                List.of());
    }

    private void fight() {
        for (int i = 0; i < 3; i++) {
            assertThat(corrected("hpa")).isEmpty();
        }
    }

    @Test
    void saysWhoFightsAboutWhichFieldAndLeavesItAlone() {
        fight();
        assertThat(contentions.mayHurry(DRIFT)).isTrue();

        List<Contention> noticed = corrected("hpa");

        assertThat(noticed).hasSize(1);
        assertThat(noticed.get(0).message())
                .contains("Deployment web/web")
                .contains("hpa")
                .contains("spec.replicas")
                .contains("4 times")
                .contains("vmstation.io/ignore");
        assertThat(contentions.mayHurry(DRIFT)).isFalse();
        assertThat(contentions.now()).hasSize(1);
    }

    @Test
    void otherObjectsAndClustersAreStillMadeGoodAtOnce() {
        fight();
        corrected("hpa");
        ObjectKey other = new ObjectKey("apps", "Deployment", "web", "other");

        assertThat(
                        contentions.mayHurry(
                                new Drift("home", other, true, List.of(), Optional.empty())))
                .isTrue();
        assertThat(contentions.mayHurry(new Drift("rke2", WEB, true, List.of(), Optional.empty())))
                .isTrue();
    }

    @Test
    void triesAgainAfterARestAndRestsLongerWhenItGoesOn() {
        fight();
        assertThat(corrected("hpa").get(0).left()).isEqualTo(WITHIN);
        assertThat(corrected("hpa")).as("told once").isEmpty();

        now.addAndGet(WITHIN.toNanos());
        assertThat(contentions.mayHurry(DRIFT)).isTrue();
        assertThat(contentions.now()).isEmpty();

        fight();
        assertThat(corrected("hpa").get(0).left()).isEqualTo(WITHIN.multipliedBy(2));
    }

    @Test
    void correctionsThatAreFarApartAreNoFight() {
        for (int i = 0; i < 20; i++) {
            assertThat(corrected("kubectl-edit")).isEmpty();
            now.addAndGet(WITHIN.dividedBy(3).toNanos());
        }
        assertThat(contentions.mayHurry(DRIFT)).isTrue();
    }

    @Test
    void whatTheFilesChangeIsNoFight() {
        for (int i = 0; i < 20; i++) {
            assertThat(corrected("")).isEmpty();
            assertThat(corrected("vmstation")).isEmpty();
        }
        assertThat(contentions.mayHurry(DRIFT)).isTrue();
    }

    @Test
    void whatIsFoughtOverHurriesNobodyUntilItHasBeenCalmForAWhile() {
        assertThat(contentions.mayHurry(DRIFT)).isTrue();
        fight();
        corrected("hpa");
        assertThat(contentions.mayHurry(DRIFT)).isFalse();

        now.addAndGet(WITHIN.toNanos());
        assertThat(contentions.mayHurry(DRIFT)).isTrue();
    }
}
