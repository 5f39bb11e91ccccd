package io.vmstation.watch;

import static io.vmstation.watch.Machines.node;
import static io.vmstation.watch.Machines.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.ledger.SqliteLedger;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import io.vmstation.spi.NodeStates.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SleepExpectationsTest {
    private static final Instant START = Instant.parse("2026-03-01T20:00:00Z");
    private static final Map<String, String> DONE = Map.of("progress", "done");

    private final Node storage = node("storage");
    private final List<Event> recorded = new ArrayList<>();
    private Instant now = START;
    private Nodes current = nodes("storage");
    private Host host = new Host();

    /** One life of the host. */
    private final class Host {
        final MeterRegistry meters = new SimpleMeterRegistry();
        final LastSeen lastSeen =
                new LastSeen(meters, new LastUsed(System::nanoTime, InstantSource.system()));
        final SleepExpectations expectations =
                new SleepExpectations(meters, lastSeen, this::record, () -> current, () -> now);

        Host() {
            lastSeen.onChange(expectations::seen);
        }

        CompletableFuture<Void> record(Event event) {
            recorded.add(event);
            expectations.accept(event);
            return CompletableFuture.completedFuture(null);
        }

        Optional<Double> expected() {
            return Optional.ofNullable(
                            meters.find("vmstation.node.sleep.expected")
                                    .tag("node", "storage")
                                    .gauge())
                    .map(Gauge::value);
        }
    }

    private void happens(String kind, Map<String, String> details) {
        var unused = host.record(new Event(now, kind, "storage", "test", "", "1", details));
    }

    private void happens(String kind) {
        happens(kind, Map.of());
    }

    private void isSeen(State state) {
        host.lastSeen.saw(storage, state);
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }

    private void restart() {
        List<Event> newestFirst = new ArrayList<>(recorded);
        Collections.reverse(newestFirst);
        host = new Host();
        host.expectations.remember(newestFirst);
    }

    private void isPutToSleep() {
        isSeen(State.AWAKE);
        happens("sleep.requested");
        happens("node.suspended", Map.of("progress", "begun"));
        happens("node.suspended", DONE);
        isSeen(State.ASLEEP);
        happens("node.asleep");
    }

    private void isExpectedAsleep() {
        assertThat(host.expected()).contains(1.0);
    }

    private void isExpectedAwake() {
        assertThat(host.expected()).contains(0.0);
    }

    private void nobodyKnows() {
        assertThat(host.expected()).isEmpty();
    }

    @Test
    void aNodeThatNobodyPutToSleepAndThatDoesNotAnswerIsNotKnownToSleep() {
        nobodyKnows();
        isSeen(State.ASLEEP);
        nobodyKnows();
    }

    @Test
    void aNodeThatAnswersIsMeantToBeAwakeAlsoWhenItFallsSilentByItself() {
        isSeen(State.AWAKE);
        isExpectedAwake();
        isSeen(State.ASLEEP);
        isExpectedAwake();
    }

    @Test
    void aNodeIsMeantToSleepOnceItsSilenceIsConfirmedAndNoMomentEarlier() {
        isSeen(State.AWAKE);
        happens("node.suspended", Map.of("progress", "begun"));
        isExpectedAwake();
        happens("node.suspended", DONE);
        isExpectedAwake();
        isSeen(State.ASLEEP);
        isExpectedAwake();
        happens("node.asleep");
        isExpectedAsleep();
        passes(Duration.ofDays(3));
        isExpectedAsleep();
    }

    @Test
    void aWakeUnderWayDoesNotRaiseAnAlertHoweverLongItsDependenciesTake() {
        isPutToSleep();
        happens("wake.requested");
        isSeen(State.WAKING);
        passes(storage.wake().deadline().multipliedBy(3));
        isExpectedAsleep();
    }

    @Test
    void aWakeThatSucceedsEndsIt() {
        isPutToSleep();
        happens("wake.requested");
        isSeen(State.WAKING);
        happens("node.reachable");
        isExpectedAsleep();
        isSeen(State.AWAKE);
        isExpectedAwake();
        happens("wake.completed");
        isExpectedAwake();
        assertThat(recorded).extracting(Event::kind).doesNotContain("node.awoke");
    }

    @Test
    void aWakeThatFailsEndsItAtOnceAndForGood() {
        isPutToSleep();
        happens("wake.requested");
        isSeen(State.WAKING);
        happens("wake.failed", Map.of("stage", "address"));
        isExpectedAwake();
        isSeen(State.FAILED);
        isExpectedAwake();
        happens("wake.requested");
        isExpectedAwake();
        restart();
        isExpectedAwake();
    }

    @Test
    void aWakeThatBreaksOffWithoutAWordEndsItToo() {
        isPutToSleep();
        happens("wake.requested");
        isSeen(State.FAILED);
        isExpectedAwake();
    }

    @Test
    void aNodeThatWasNeededWhileItFellAsleepBootsWithoutAnAlert() {
        isSeen(State.AWAKE);
        happens("node.suspended", DONE);
        isSeen(State.ASLEEP);
        happens("sleep.aborted");
        happens("wake.requested");
        isExpectedAsleep();
        isSeen(State.AWAKE);
        isExpectedAwake();
    }

    @Test
    void aNodeThatAnswersThoughNobodyWokeItIsMeantToBeAwakeAlsoAfterARestart() {
        isPutToSleep();
        isSeen(State.AWAKE);
        isExpectedAwake();
        assertThat(recorded).extracting(Event::kind).endsWith("node.awoke");

        restart();
        isExpectedAwake();
        isSeen(State.ASLEEP);
        isExpectedAwake();
    }

    @Test
    void aSleepSurvivesARestartAndEndsWhenTheNodeAnswers() {
        isPutToSleep();
        restart();
        isExpectedAsleep();
        isSeen(State.ASLEEP);
        isExpectedAsleep();
        isSeen(State.AWAKE);
        isExpectedAwake();
    }

    @Test
    void aSleepSurvivesARestartByTheRealLedger(@TempDir Path folder) {
        isPutToSleep();
        try (SqliteLedger ledger =
                SqliteLedger.open(folder, Duration.ofDays(1), new SimpleMeterRegistry())) {
            CompletableFuture.allOf(
                            recorded.stream()
                                    .map(
                                            event ->
                                                    ledger.record(
                                                            new Event(
                                                                    Instant.now(),
                                                                    event.kind(),
                                                                    event.node(),
                                                                    event.cause(),
                                                                    event.source(),
                                                                    event.wake(),
                                                                    event.details())))
                                    .toArray(CompletableFuture<?>[]::new))
                    .join();
            host = new Host();
            host.expectations.remember(
                    ledger.reader()
                            .latest(
                                    "storage",
                                    SleepExpectations.KINDS,
                                    SleepExpectations.ENOUGH_EVENTS));
        }
        isExpectedAsleep();
    }

    @Test
    void aWakeThatARestartCutShortIsWaitedForUntilItsDeadline() {
        isPutToSleep();
        happens("wake.requested");
        Instant requested = now;
        passes(Duration.ofSeconds(1));
        restart();
        happens("wake.interrupted", Map.of("requestedAt", requested.toString()));
        isSeen(State.ASLEEP);
        isExpectedAsleep();
        now = requested.plus(storage.wake().deadline());
        isExpectedAwake();
    }

    @Test
    void aSleepThatFailsLeavesTheNodeMeantToBeAwake() {
        isSeen(State.AWAKE);
        happens("node.suspended", DONE);
        happens("sleep.failed");
        passes(Expectation.LONGEST_DEPARTURE);
        isSeen(State.ASLEEP);
        isExpectedAwake();
    }

    @Test
    void aMachineThatWasSwitchedOffByItsBmcIsMeantToBeOffOnceItIsSilent() {
        isSeen(State.AWAKE);
        happens("power.ordered", Map.of("action", "soft-off"));
        isExpectedAwake();
        passes(Duration.ofSeconds(20));
        isSeen(State.ASLEEP);
        isExpectedAsleep();
        assertThat(recorded).extracting(Event::kind).endsWith("node.asleep");

        restart();
        isExpectedAsleep();
    }

    @Test
    void aMachineThatDiesLongAfterAnOrderThatItDidNotObeyIsMissed() {
        isSeen(State.AWAKE);
        happens("power.ordered", Map.of("action", "soft-off"));
        passes(Expectation.LONGEST_DEPARTURE);
        isSeen(State.ASLEEP);
        isExpectedAwake();
    }

    @Test
    void aSleepingMachineThatIsSwitchedOnMayBootUntilItsDeadline() {
        isPutToSleep();
        happens("power.ordered", Map.of("action", "on"));
        isExpectedAsleep();
        passes(storage.wake().deadline());
        isExpectedAwake();
    }

    @Test
    void aNodeThatIsNoLongerConfiguredIsForgotten() {
        isPutToSleep();
        current = nodes("other");
        host.expectations.retain(current);
        nobodyKnows();
        happens("node.asleep");
        nobodyKnows();
    }

    @Test
    void doesNotCareWhetherTheLedgerTakesIt() {
        Events full = event -> CompletableFuture.failedFuture(new IllegalStateException("full"));
        var expectations =
                new SleepExpectations(host.meters, host.lastSeen, full, () -> current, () -> now);
        expectations.accept(new Event(now, "node.asleep", "storage", "", "", "", Map.of()));
        host.lastSeen.saw(storage, State.AWAKE);
        expectations.seen(storage);
        isExpectedAwake();
    }

    @Test
    void registersOnlyMetersOfTheCatalogue() {
        isPutToSleep();
        CatalogueAssertions.assertCatalogued(host.meters, "vmstation_node_sleep_expected");
    }
}
