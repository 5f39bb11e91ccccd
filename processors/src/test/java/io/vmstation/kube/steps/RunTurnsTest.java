package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.kube.follow.Cause;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Pace;
import io.vmstation.kube.follow.Turn;
import io.vmstation.kube.steps.RunTurns.Admission;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.node.ReconciledCluster.Policy;
import io.vmstation.node.ReconciledCluster.Pruning;
import io.vmstation.node.ReconciledCluster.Sources;
import io.vmstation.spi.ClusterRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunTurnsTest {
    private static final ReconciledCluster MAIN =
            new ReconciledCluster(
                    "main",
                    Mode.ENFORCE,
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    new Sources(
                            "manifests", Optional.empty(), Optional.empty(), List.of(), "default"),
                    Duration.ofMinutes(10),
                    new Policy(false, false, List.of(), new Pruning(true, 20, 50, Set.of())));
    private static final ClusterRun ENDED =
            new ClusterRun(
                    "main",
                    "api",
                    Instant.EPOCH,
                    Duration.ZERO,
                    "synced",
                    false,
                    "",
                    "",
                    List.of(),
                    List.of());

    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean leader = new AtomicBoolean(true);
    private final DueClusters due =
            new DueClusters(List.of(MAIN), Pace.usual(), clock::get, new Random(1));
    private final RunTurns turns = new RunTurns(due, name -> leader.get());

    private Turn begun(CompletableFuture<Admission> asked) {
        assertThat(asked).isCompleted();
        return asked.join().turn().orElseThrow();
    }

    private void end(Turn turn, boolean dryRun) {
        turns.ended(turn, Optional.empty(), Optional.of(ENDED), Optional.empty(), dryRun);
    }

    @Test
    void letsOneRunThroughAtATimeAndAllWhoWaitShareTheNext() {
        Turn first = begun(turns.ask("main", Cause.API, false));
        CompletableFuture<Admission> second = turns.ask("main", Cause.DRIFT, false);
        CompletableFuture<Admission> third = turns.ask("main", Cause.API, false);
        assertThat(second).isNotDone();

        end(first, false);
        Turn next = begun(second);
        assertThat(third).isNotDone();
        end(next, false);
        assertThat(third.join()).isEqualTo(new Admission(Optional.empty(), Optional.of(ENDED)));
    }

    @Test
    void sharesNoRunWithThoseWhoOnlyLook() {
        Turn first = begun(turns.ask("main", Cause.API, false));
        CompletableFuture<Admission> look = turns.ask("main", Cause.API, true);
        CompletableFuture<Admission> run = turns.ask("main", Cause.API, false);

        end(first, false);
        end(begun(look), true);
        begun(run);
    }

    @Test
    void putsNothingOffForThoseWhoOnlyLook() {
        assertThat(due.untilNext("main")).contains(Duration.ZERO);
        end(begun(turns.ask("main", Cause.API, true)), true);
        assertThat(due.untilNext("main")).contains(Duration.ZERO);
    }

    @Test
    void leavesToAnotherHostWhatThatReconciles() {
        leader.set(false);
        assertThat(turns.due()).isEmpty();
        leader.set(true);
        assertThat(turns.due()).containsExactly("main");
        assertThat(turns.due()).isEmpty();
        assertThat(begun(turns.ask("main", Cause.SCHEDULE, false)).cause())
                .isEqualTo(Cause.SCHEDULE);
    }

    @Test
    void letsNobodyWaitWhenTheHostStops() {
        begun(turns.ask("main", Cause.API, false));
        CompletableFuture<Admission> waiting = turns.ask("main", Cause.API, false);
        turns.close();
        assertThat(waiting).isCompletedExceptionally();
    }

    @Test
    void letsAllGoWhoWaitWhenTheirClusterIsGone() {
        Turn first = begun(turns.ask("main", Cause.API, false));
        CompletableFuture<Admission> look = turns.ask("main", Cause.API, true);
        CompletableFuture<Admission> run = turns.ask("main", Cause.API, false);
        CompletableFuture<Admission> again = turns.ask("main", Cause.API, true);
        due.replace(List.of());

        end(first, false);

        Admission nothing = new Admission(Optional.empty(), Optional.empty());
        assertThat(look).isCompletedWithValue(nothing);
        assertThat(run).isCompletedWithValue(nothing);
        assertThat(again).isCompletedWithValue(nothing);
    }

    @Test
    void offersATurnAnewWhenItCouldNotBeAskedFor() {
        assertThat(turns.due()).containsExactly("main");
        turns.decline("main");
        leader.set(false);
        assertThat(turns.due()).isEmpty();
        leader.set(true);
        assertThat(turns.due()).containsExactly("main");
    }
}
