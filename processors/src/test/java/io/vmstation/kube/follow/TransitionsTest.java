package io.vmstation.kube.follow;

import static io.vmstation.kube.follow.TestReports.health;
import static io.vmstation.kube.follow.TestReports.outcome;
import static io.vmstation.kube.follow.TestReports.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.follow.Transition.About;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final ObjectHealth WELL = health(Status.CURRENT, "Healthy");
    private static final ObjectHealth BAD = health(Status.FAILED, "Progress deadline exceeded");
    private static final ObjectHealth MOVING = health(Status.IN_PROGRESS, "Available: 0/1");

    private final Transitions transitions = new Transitions();

    private List<Transition> after(Result result, ObjectHealth... health) {
        return transitions.after(report(result, health));
    }

    @Test
    void nothingIsToldWhileAllIsWell() {
        assertThat(after(Result.SYNCED, WELL)).isEmpty();
        assertThat(after(Result.SYNCED, WELL)).isEmpty();
    }

    @Test
    void eachChangeIsToldOnce() {
        after(Result.SYNCED);

        assertThat(after(Result.AWAY)).extracting(Transition::to).containsExactly("away");
        assertThat(after(Result.AWAY)).isEmpty();
        assertThat(after(Result.SYNCED))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.from()).isEqualTo("away");
                            assertThat(it.good()).isTrue();
                        });
        assertThat(after(Result.INVALID)).hasSize(1);
        assertThat(after(Result.INCOMPLETE)).hasSize(1);
    }

    @Test
    void whatIsWrongAtTheStartIsTold() {
        assertThat(after(Result.INVALID)).extracting(Transition::from).containsExactly("");
    }

    @Test
    void sleepAndRunsThatWereGivenUpLeaveEverythingAsItWas() {
        after(Result.SYNCED);
        assertThat(after(Result.ASLEEP)).isEmpty();
        assertThat(after(Result.SUPERSEDED)).isEmpty();
        assertThat(after(Result.SYNCED)).isEmpty();
    }

    @Test
    void saysWhatHasDrifted() {
        after(Result.SYNCED);

        List<Transition> told =
                transitions.after(
                        report(
                                Result.DRIFTED,
                                List.of(outcome(Action.CONFIGURED, "spec.replicas", "hpa")),
                                List.of()));

        assertThat(told)
                .singleElement()
                .satisfies(it -> assertThat(it.details()).containsExactly("Deployment web/web"));
    }

    @Test
    void healthIsToldApart() {
        after(Result.SYNCED, WELL);

        assertThat(after(Result.SYNCED, BAD))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.about()).isEqualTo(About.HEALTH);
                            assertThat(it.to()).isEqualTo("unhealthy");
                            assertThat(it.details())
                                    .containsExactly(
                                            "Deployment web/web: Progress deadline exceeded");
                        });
        assertThat(after(Result.SYNCED, BAD)).isEmpty();
        assertThat(after(Result.SYNCED, WELL))
                .extracting(Transition::to)
                .containsExactly("healthy");
    }

    @Test
    void anUpdateUnderWayIsNoEvent() {
        after(Result.SYNCED, WELL);
        assertThat(after(Result.SYNCED, MOVING)).isEmpty();
        assertThat(after(Result.SYNCED, WELL)).isEmpty();
    }

    @Test
    void healthThatNobodyCouldTellChangesNothing() {
        after(Result.SYNCED, BAD);
        assertThat(after(Result.SYNCED, health(Status.UNKNOWN, "no answer"))).isEmpty();
        assertThat(after(Result.SYNCED)).isEmpty();
        assertThat(after(Result.SYNCED, WELL)).hasSize(1);
    }
}
