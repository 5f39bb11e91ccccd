package io.vmstation.kube.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.kube.follow.Contentions;
import io.vmstation.kube.reconcile.ChangeSet;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.reconcile.ObjectOutcome;
import io.vmstation.kube.reconcile.ObjectOutcome.Action;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.spi.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunRecordsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private List<ReconciledCluster> clusters = List.of(ReconcileStepTest.MAIN);
    private final ClusterBook book =
            new ClusterBook(
                    () -> clusters, name -> Optional.empty(), (name, key) -> Optional.empty());
    private final Contentions contentions = Contentions.usual();
    private final RunRecords records =
            new RunRecords(
                    book,
                    new ReconcileMetrics(meters),
                    new ReconcileJournal(this::tell),
                    contentions);

    private CompletableFuture<Void> tell(Event event) {
        told.add(event.kind());
        return CompletableFuture.completedFuture(null);
    }

    private void ended(Result result, String... problems) {
        ReconcileRun run = ReconcileStepTest.run();
        run.end(result, List.of(problems));
        var unused = records.record(run);
    }

    private void synced() {
        ReconcileRun run = ReconcileStepTest.run();
        run.note(new DesiredState(List.of(), List.of(), "r1"));
        ObjectKey key = new ObjectKey("", "ConfigMap", "monitoring", "one");
        run.note(
                new ChangeSet(
                        "r1",
                        List.of(new ObjectOutcome(key, Action.UNCHANGED, List.of(), "")),
                        ""));
        var unused = records.record(run);
    }

    private Optional<Double> objects(String outcome) {
        return meters.find("vmstation.reconcile.objects").tag("outcome", outcome).gauges().stream()
                .findFirst()
                .map(gauge -> gauge.value());
    }

    @Test
    void countNoObjectsWhereNobodyHasLooked() {
        synced();
        assertThat(objects("unchanged")).contains(1.0);
        assertThat(objects("failed")).contains(0.0);

        ended(Result.SUPERSEDED);
        assertThat(objects("unchanged")).contains(1.0);

        ended(Result.AWAY, "its API does not answer");
        assertThat(objects("unchanged")).isEmpty();
        assertThat(objects("failed")).isEmpty();
    }

    @Test
    void keepNothingOfAClusterThatWasTakenOutDuringItsRun() {
        clusters = List.of();

        synced();

        assertThat(objects("unchanged")).isEmpty();
        assertThat(book.page("main")).isEqualTo(ClusterPage.EMPTY);
    }

    @Test
    void tellOnceThatSomethingIsWrongAndOnceThatItIsNotWhateverIsCutShortInBetween() {
        ClusterComplaints complaints =
                new ClusterComplaints(
                        () -> List.of(ReconcileStepTest.MAIN),
                        book,
                        contentions,
                        Duration.ofMinutes(5));
        ended(Result.INVALID, "main.yaml:1: is wrong");
        ended(Result.SUPERSEDED);
        assertThat(complaints.all()).containsValue("main.yaml:1: is wrong");
        ended(Result.INVALID, "main.yaml:1: is wrong");
        ended(Result.SUPERSEDED);
        synced();
        synced();

        assertThat(told).containsExactly("reconcile.failed", "reconcile.recovered");
        assertThat(complaints.all()).isEmpty();
    }
}
