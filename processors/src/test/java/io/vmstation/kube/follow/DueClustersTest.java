package io.vmstation.kube.follow;

import static io.vmstation.kube.follow.TestReports.cluster;
import static io.vmstation.kube.follow.TestReports.health;
import static io.vmstation.kube.follow.TestReports.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DueClustersTest {
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final ReconciledCluster HOME = cluster("home", Mode.ENFORCE, "");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Pace pace =
            new Pace(
                    Duration.ofMillis(200),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    0);
    private DueClusters due = due(pace, HOME);

    private DueClusters due(Pace pace, ReconciledCluster... clusters) {
        return new DueClusters(List.of(clusters), pace, now::get, new Random(1));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Turn turn() {
        List<Turn> taken = due.take();
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    private void ends(Turn turn, Result result) {
        ends(turn, report(result));
    }

    private void ends(Turn turn, ReconcileReport report) {
        due.ended(turn, Optional.of(report), Optional.empty());
    }

    private Duration next() {
        return due.untilNext("home").orElseThrow();
    }

    @Test
    void everyClusterIsDueAtTheStartAndThenAfterItsInterval() {
        ends(turn(), Result.SYNCED);
        assertThat(due.take()).isEmpty();

        pass(INTERVAL.minusMillis(1));
        assertThat(due.take()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(turn().cause()).isEqualTo(Cause.SCHEDULE);
    }

    @Test
    void clustersDoNotAllComeAtOnce() {
        due = due(Pace.usual(), HOME);
        ends(turn(), Result.SYNCED);

        assertThat(next()).isBetween(INTERVAL, INTERVAL.plus(INTERVAL.dividedBy(10)));
        assertThat(next()).isNotEqualTo(INTERVAL);
    }

    @Test
    void thereIsNeverASecondTurnOfAClusterWhileOneIsUnderWay() {
        Turn turn = turn();
        pass(INTERVAL.multipliedBy(3));

        assertThat(due.take()).isEmpty();
        assertThat(due.take("home", Cause.API)).isEmpty();

        ends(turn, Result.SYNCED);
        pass(pace.debounce());
        assertThat(turn().cause()).isEqualTo(Cause.API);
    }

    @Test
    void askingManyTimesDuringATurnMeansOneMore() {
        Turn turn = turn();
        due.hurry("home", Cause.DRIFT);
        due.hurry("home", Cause.API);
        due.hurry("home", Cause.FILE_CHANGE);
        ends(turn, Result.SYNCED);
        pass(pace.debounce());

        ends(turn(), Result.SYNCED);

        assertThat(next()).isEqualTo(INTERVAL);
    }

    @Test
    void aSwarmOfChangesIsOneTurnAndDoesNotPutItOff() {
        ends(turn(), Result.SYNCED);
        for (int i = 0; i < 20; i++) {
            due.hurry("home", Cause.DRIFT);
            if (i < 19) {
                pass(Duration.ofMillis(10));
            }
        }
        pass(Duration.ofMillis(10));

        assertThat(turn().cause()).isEqualTo(Cause.DRIFT);
    }

    @Test
    void aHurryNeverPutsOffWhatIsDueAnyway() {
        ends(turn(), Result.SYNCED);
        pass(INTERVAL.minusMillis(50));

        due.hurry("home", Cause.DRIFT);

        assertThat(next()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void waitsLongerAndLongerAfterFailuresButNotForEver() {
        Duration[] expected = {
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20)
        };
        for (Duration pause : expected) {
            ends(turn(), Result.AWAY);
            assertThat(next()).isEqualTo(pause);
            pass(pause);
        }
        for (int i = 0; i < 50; i++) {
            ends(turn(), Result.INCOMPLETE);
            pass(next());
        }
        ends(turn(), Result.INCOMPLETE);
        assertThat(next()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aTurnThatBrokeCountsAsAFailure() {
        due.ended(turn(), Optional.empty(), Optional.empty());
        assertThat(next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void successForgetsFailures() {
        ends(turn(), Result.AWAY);
        pass(next());
        ends(turn(), Result.SYNCED);
        pass(next());
        ends(turn(), Result.AWAY);
        assertThat(next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void comesAgainWhenTheServerSaysSoAndNotEarlier() {
        due.ended(turn(), Optional.of(report(Result.AWAY)), Optional.of(Duration.ofSeconds(90)));
        assertThat(next()).isEqualTo(Duration.ofSeconds(90));

        pass(next());
        Turn turn = turn();
        due.hurry("home", Cause.DRIFT);
        due.ended(turn, Optional.of(report(Result.AWAY)), Optional.of(Duration.ofSeconds(90)));
        assertThat(next()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void wrongFilesAreNotReadAgainBeforeTheyChange() {
        ends(turn(), Result.INVALID);
        assertThat(next()).isEqualTo(INTERVAL);
        due.revised("home");
        assertThat(next()).isEqualTo(pace.debounce());
    }

    @Test
    void objectsOnTheirWayAreJudgedAgainSoon() {
        ReconcileReport moving =
                report(Result.SYNCED, health(Status.IN_PROGRESS, "Available: 0/1"));
        ends(turn(), moving);
        assertThat(next()).isEqualTo(Duration.ofSeconds(5));
        pass(next());
        ends(turn(), moving);
        assertThat(next()).isEqualTo(Duration.ofSeconds(10));
        pass(next());
        ends(turn(), report(Result.SYNCED, health(Status.CURRENT, "Healthy")));
        assertThat(next()).isEqualTo(INTERVAL);
    }

    @Test
    void aNewRevisionStopsTheTurnUnderWayAndIsDueAfterIt() {
        Turn turn = turn();
        assertThat(turn.stop().getAsBoolean()).isFalse();

        due.revised("home");

        assertThat(turn.stop().getAsBoolean()).isTrue();
        ends(turn, Result.SUPERSEDED);
        pass(pace.debounce());
        Turn next = turn();
        assertThat(next.cause()).isEqualTo(Cause.FILE_CHANGE);
        assertThat(next.stop().getAsBoolean()).isFalse();
    }

    @Test
    void aSuspendedClusterIsNeverDue() {
        due = due(pace, cluster("home", Mode.SUSPEND, ""));
        due.hurry("home", Cause.DRIFT);
        pass(INTERVAL);

        assertThat(due.take()).isEmpty();
        assertThat(due.take("home", Cause.API)).isEmpty();
        assertThat(due.untilNext()).isEmpty();
    }

    @Test
    void anObservedClusterIsLookedAtLikeOthers() {
        due = due(pace, cluster("home", Mode.OBSERVE, ""));
        assertThat(due.take()).hasSize(1);
    }

    @Test
    void aClusterIsDueWhenItsNodeHasComeUp() {
        due = due(pace, HOME, cluster("rke2", Mode.ENFORCE, "homelab"));
        due.take().forEach(turn -> ends(turn, Result.ASLEEP));

        due.woke("homelab");
        pass(pace.debounce());

        Turn turn = turn();
        assertThat(turn.cluster().name()).isEqualTo("rke2");
        assertThat(turn.cause()).isEqualTo(Cause.WAKE);
    }

    @Test
    void aSleepingClusterIsNoFailure() {
        ends(turn(), Result.ASLEEP);
        assertThat(next()).isEqualTo(INTERVAL);
    }

    @Test
    void aClusterThatIsConfiguredAnewIsDueAndOneThatIsGoneIsStopped() {
        due = due(pace, HOME, cluster("rke2", Mode.ENFORCE, ""), cluster("same", Mode.ENFORCE, ""));
        List<Turn> turns = due.take();

        due.replace(List.of(cluster("home", Mode.OBSERVE, ""), cluster("same", Mode.ENFORCE, "")));

        assertThat(turns)
                .extracting(turn -> turn.stop().getAsBoolean())
                .containsExactly(true, true, false);
        turns.forEach(turn -> ends(turn, Result.SUPERSEDED));
        pass(pace.debounce());
        Turn next = turn();
        assertThat(next.cluster().mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void stopsAllWhenTheHostStops() {
        Turn turn = turn();
        due.stopAll();
        assertThat(turn.stop().getAsBoolean()).isTrue();
        ends(turn, Result.SUPERSEDED);
        pass(INTERVAL);
        assertThat(due.take()).isEmpty();
    }

    @Test
    void tellsHowLongUntilTheNextOfAll() {
        assertThat(due.untilNext()).contains(Duration.ZERO);
        Turn turn = turn();
        assertThat(due.untilNext()).isEmpty();
        ends(turn, Result.SYNCED);
        assertThat(due.untilNext()).contains(INTERVAL);
    }

    @Test
    void aRunThatWasCutShortAndNotAskedForAgainIsMadeUpForSoon() {
        ends(turn(), Result.SUPERSEDED);

        assertThat(next()).isEqualTo(pace.retry());
    }
}
