package io.vmstation.ipmi.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ipmi.reading.BmcReading;
import io.vmstation.ipmi.reading.Collector;
import io.vmstation.ipmi.reading.Finding;
import io.vmstation.ipmi.source.ScriptedSource;
import io.vmstation.node.Node;
import io.vmstation.node.SshAccess;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Answer;
import io.vmstation.spi.NodeStates.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When BMCs are polled, and when they are left alone. */
@Timeout(60)
class BmcPollsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    @TempDir private Path folder = Path.of("");
    private PollSite site = anywhere();

    @BeforeEach
    void open() throws Exception {
        site = new PollSite(folder);
    }

    private static PollSite anywhere() {
        try {
            return new PollSite(Files.createTempDirectory("none"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNewBmcIsPolledWithinSecondsAndThenAtItsInterval() {
        site.configure(site.overLan("tower"));

        List<Double> polls = site.watch("tower", Duration.ofMinutes(5));

        assertThat(polls.get(0)).isLessThanOrEqualTo(5);
        assertThat(polls).hasSizeBetween(10, 11);
        assertThat(IntStream.range(2, polls.size()).mapToObj(i -> polls.get(i) - polls.get(i - 1)))
                .allSatisfy(gap -> assertThat(gap).isBetween(28.0, 32.0));
        assertThat(site.readings.all()).containsOnlyKeys("tower");
        assertThat(site.gauge("tower", "answering")).isEqualTo(1);
    }

    @Test
    void fiftyAreNotPolledAllAtOnce() {
        site.configure(
                IntStream.range(0, 50)
                        .mapToObj(i -> site.overLan("node" + i))
                        .toArray(Node[]::new));
        site.watch("node0", MINUTE);

        int most = 0;
        int all = 0;
        for (int i = 0; i < 60; i++) {
            int due = site.tick().size();
            most = Math.max(most, due);
            all += due;
            site.pass(Duration.ofMillis(500));
        }

        assertThat(all).isBetween(45, 55);
        assertThat(most).isLessThan(10);
    }

    @Test
    void oneThatIsNeverToBePolledIsNot() {
        site.configure(site.overLan("tower", Duration.ZERO), TestNode.named("bare").build());

        assertThat(site.watch("tower", Duration.ofMinutes(10))).isEmpty();
        assertThat(site.state("tower")).isEmpty();
        assertThat(site.poll("tower")).isCompletedWithValue(Optional.empty());
    }

    @Test
    void oneThatHangsDelaysOnlyItself() {
        Node[] nodes =
                IntStream.range(0, 20).mapToObj(i -> site.overLan("node" + i)).toArray(Node[]::new);
        CompletableFuture<Finding> hanging = new CompletableFuture<>();
        site.source.answer("node7", hanging);
        site.configure(nodes);

        site.watch("", Duration.ofMinutes(3));

        assertThat(site.source.asked.stream().filter("read node7"::equals)).hasSize(1);
        assertThat(site.readings.all()).hasSize(19).doesNotContainKey("node7");
        assertThat(site.source.asked.stream().filter("read node8"::equals).count())
                .isGreaterThan(4);
        assertThat(site.state("node7")).contains(BmcState.WAITING);

        hanging.complete(ScriptedSource.ON);
        assertThat(site.readings.all()).hasSize(20);
        assertThat(site.watch("node7", MINUTE)).hasSizeBetween(1, 3);
    }

    @Test
    void whoeverAsksMeanwhileJoinsThePollThatIsUnderWay() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.source.answer("tower", slow);
        site.configure(site.overLan("tower"));
        CompletableFuture<Optional<BmcReading>> first = site.poll("tower");
        CompletableFuture<Optional<BmcReading>> second = site.poll("tower");

        slow.complete(ScriptedSource.ON);

        assertThat(second.join()).isPresent().isEqualTo(first.join());
        assertThat(site.source.asked).containsExactly("read tower");
    }

    @Test
    void oneThatTakesLongerThanItsIntervalIsNotPolledWithoutAPause() {
        site.configure(site.overLan("tower"));
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.source.answer("tower", slow);
        site.watch("tower", Duration.ofSeconds(50));
        slow.complete(ScriptedSource.ON);

        assertThat(site.watch("tower", MINUTE).get(0)).isGreaterThan(10);
    }

    @Test
    void oneThatDoesNotAnswerIsAskedMoreSeldomAndShowsThatNothingIsKnown() {
        site.configure(site.overLan("tower"));
        site.watch("tower", MINUTE);
        site.source.answer("tower", ScriptedSource.SILENT);

        site.watch("tower", Duration.ofMinutes(10));
        List<Double> polls = site.watch("tower", Duration.ofMinutes(20));

        assertThat(polls).hasSizeBetween(9, 11);
        assertThat(site.state("tower")).contains(BmcState.SILENT);
        assertThat(site.readings.all())
                .hasEntrySatisfying(
                        "tower",
                        reading ->
                                assertThat(reading.findings())
                                        .containsOnlyKeys(Collector.CHASSIS, Collector.IPMI)
                                        .containsValue(ScriptedSource.SILENT));
    }

    @Test
    void itIsAskedAsOftenAsEverOnceItAnswers() {
        site.configure(site.overLan("tower"));
        site.source.answer("tower", ScriptedSource.SILENT);
        site.watch("tower", Duration.ofMinutes(10));

        site.source.answer("tower", ScriptedSource.ON);

        assertThat(site.watch("tower", Duration.ofMinutes(3))).isNotEmpty();
        assertThat(site.state("tower")).contains(BmcState.ANSWERING);
        assertThat(site.watch("tower", Duration.ofMinutes(5))).hasSizeBetween(9, 11);
    }

    @Test
    void aWrongPasswordIsNotTriedAgainAndAgainUntilTheConfigurationIsReadAnew() {
        Node tower = site.overLan("tower");
        site.configure(tower);
        site.source.answer("tower", ScriptedSource.REFUSED);
        assertThat(site.watch("tower", Duration.ofMinutes(21))).hasSizeBetween(4, 6);
        assertThat(site.state("tower")).contains(BmcState.REFUSED);

        site.source.answer("tower", ScriptedSource.ON);
        site.configure(tower);

        assertThat(site.tick()).containsExactly("tower");
        assertThat(site.state("tower")).contains(BmcState.ANSWERING);
    }

    @Test
    void aNodeThatHasWokenIsPolledAtOnce() {
        Node tower = site.overLan("tower");
        site.configure(tower);
        site.source.answer("tower", ScriptedSource.SILENT);
        site.watch("tower", Duration.ofMinutes(10));

        site.polls.awake(tower);

        assertThat(site.tick()).containsExactly("tower");
    }

    @Test
    void aSleepingNodeIsNotAskedInBandAndItsReadingsAreGone() {
        Node tower = site.inBand("tower");
        site.configure(tower);
        site.watch("tower", MINUTE);
        assertThat(site.readings.all()).containsOnlyKeys("tower");
        site.saw(tower, State.ASLEEP);
        site.tick();

        assertThat(site.readings.all()).isEmpty();
        assertThat(site.gauge("tower", "asleep")).isEqualTo(1);
        int asked = site.source.asked.size();
        for (State state : List.of(State.ASLEEP, State.WAKING, State.FAILED)) {
            site.saw(tower, state);
            assertThat(site.watch("tower", Duration.ofMinutes(10))).isEmpty();
        }
        assertThat(site.source.asked).hasSize(asked);
        assertThat(site.bmcs.problems()).isEmpty();
        assertThat(site.events).isEmpty();
    }

    @Test
    void afterTheWakeItIsAskedAtOnce() {
        Node tower = site.inBand("tower");
        site.saw(tower, State.ASLEEP);
        site.configure(tower);
        site.watch("tower", MINUTE);
        assertThat(site.source.asked).isEmpty();

        site.saw(tower, State.AWAKE);
        site.polls.awake(tower);

        assertThat(site.tick()).containsExactly("tower");
        assertThat(site.state("tower")).contains(BmcState.ANSWERING);
    }

    @Test
    void aNodeThatNobodyHasSeenYetIsNotAskedInBand() {
        Node tower = site.inBand("tower");
        site.saw(tower, State.UNKNOWN);
        site.configure(tower);

        assertThat(site.watch("tower", MINUTE)).isEmpty();
        assertThat(site.state("tower")).contains(BmcState.WAITING);
    }

    @Test
    void aNodeThatJustGoesToSleepIsLeftAlone() {
        Node tower = site.inBand("tower");
        site.configure(tower);
        site.goingDown.add("tower");

        assertThat(site.watch("tower", MINUTE)).isEmpty();
        assertThat(site.state("tower")).contains(BmcState.WAITING);

        site.goingDown.clear();
        assertThat(site.tick()).containsExactly("tower");
    }

    @Test
    void aPollThatFailsBecauseTheNodeFellAsleepIsNoTrouble() {
        site.configure(site.inBand("tower"));
        site.watch("tower", MINUTE);
        site.source.answer("tower", ScriptedSource.SILENT);
        site.answers.put("tower", new Answer.Silent("no answer"));

        site.watch("tower", MINUTE);

        assertThat(site.state("tower")).contains(BmcState.ASLEEP);
        assertThat(site.readings.all()).isEmpty();
        assertThat(site.events).isEmpty();
    }

    @Test
    void aMachineThatIsUpAndCannotBeAskedIsTrouble() {
        site.configure(site.inBand("tower"));
        site.watch("tower", MINUTE);
        site.source.answer("tower", new Finding.Failed("ipmi-sensors is missing"));

        site.watch("tower", MINUTE);

        assertThat(site.state("tower")).contains(BmcState.FAILING);
        assertThat(site.bmcs.problems())
                .containsEntry(
                        "tower", "The BMC of node tower cannot be read: ipmi-sensors is missing");
    }

    @Test
    void theMachineItselfNeverSleeps() {
        Node own = site.inBand("masternode");
        site.saw(own, State.ASLEEP);
        site.configure(own);

        assertThat(site.watch("masternode", MINUTE)).isNotEmpty();
    }

    @Test
    void aBmcInTheNetworkIsAskedWhileItsNodeSleeps() {
        Node tower = site.overLan("tower");
        site.saw(tower, State.ASLEEP);
        site.goingDown.add("tower");
        site.configure(tower);

        assertThat(site.watch("tower", MINUTE)).isNotEmpty();
    }

    @Test
    void aBmcThatIsTakenOutOfTheSiteIsForgotten() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.configure(site.overLan("tower"), site.overLan("attic"));
        site.watch("tower", MINUTE);
        site.source.answer("tower", slow);
        CompletableFuture<Optional<BmcReading>> underWay = site.poll("tower");

        site.configure(site.overLan("attic"));

        assertThat(slow).isCancelled();
        assertThat(underWay).isCompletedWithValue(Optional.empty());
        assertThat(site.readings.all()).containsOnlyKeys("attic");
        assertThat(site.meters.find("vmstation.bmc.state").tag("node", "tower").gauges()).isEmpty();
        assertThat(site.meters.find("vmstation.bmc.poll").tag("node", "tower").timers()).isEmpty();
        assertThat(site.watch("tower", MINUTE)).isEmpty();
    }

    @Test
    void oneThatIsReachedOtherwiseBeginsAnew() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.configure(site.inBand("tower"));
        site.watch("tower", MINUTE);
        site.source.answer("tower", slow);
        var unused = site.poll("tower");

        site.configure(
                TestNode.like(site.inBand("tower"))
                        .ssh(new SshAccess("ops", 2222, Optional.empty()))
                        .build());

        assertThat(slow).isCancelled();
        assertThat(site.state("tower")).contains(BmcState.WAITING);
        site.source.answer("tower", ScriptedSource.ON);
        assertThat(site.watch("tower", Duration.ofSeconds(6))).hasSize(1);
    }

    @Test
    void readingTheSameConfigurationAgainChangesNothing() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.configure(site.overLan("tower"));
        site.source.answer("tower", slow);
        CompletableFuture<Optional<BmcReading>> underWay = site.poll("tower");

        site.configure(site.overLan("tower"), site.overLan("attic"));
        slow.complete(ScriptedSource.ON);

        assertThat(underWay.join()).isPresent();
    }

    @Test
    void stoppingEndsWhatIsUnderWayAndBeginsNothing() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.configure(site.overLan("tower"));
        site.source.answer("tower", slow);
        CompletableFuture<Optional<BmcReading>> underWay = site.poll("tower");

        site.polls.close();

        assertThat(underWay).isCompletedWithValue(Optional.empty());
        assertThat(slow).isCancelled();
        assertThat(site.poll("tower")).isCompletedWithValue(Optional.empty());
        assertThat(site.source.asked).hasSize(1);
        assertThat(site.events).isEmpty();
    }

    @Test
    void afterARouteWasStoppedAndStartedPollsGoOn() {
        CompletableFuture<Finding> slow = new CompletableFuture<>();
        site.configure(site.overLan("tower"));
        site.source.answer("tower", slow);
        CompletableFuture<Optional<BmcReading>> underWay = site.poll("tower");
        site.polls.rest();
        assertThat(underWay).isCompletedWithValue(Optional.empty());

        site.source.answer("tower", ScriptedSource.ON);

        assertThat(site.watch("tower", MINUTE)).isNotEmpty();
        assertThat(site.state("tower")).contains(BmcState.ANSWERING);
    }

    @Test
    void anIntervalOfASecondIsKept() {
        site.configure(site.overLan("tower", Duration.ofSeconds(1)));

        assertThat(site.watch("tower", MINUTE)).hasSizeBetween(50, 65);
    }
}
