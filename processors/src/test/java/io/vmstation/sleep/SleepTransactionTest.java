package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Event;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.RequestFailure;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepReport;
import io.vmstation.spi.SleepReport.Outcome;
import io.vmstation.spi.SleepReport.Step;
import io.vmstation.spi.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SleepTransactionTest {
    private final SleepSite site = new SleepSite();
    private final Node node = SleepSite.node("storage");

    private SleepRoute route() {
        return new SleepRoute(site, site.sleeps(), true, node);
    }

    /** Which steps a failure after that one takes back, in order. */
    static Stream<Arguments> undosByLastStep() {
        return Stream.of(
                Arguments.of("begin", List.of()),
                Arguments.of("judge", List.of()),
                Arguments.of("arm", List.of()),
                Arguments.of("cordon", List.of("node.cordoned")),
                Arguments.of("drain", List.of("node.drained", "node.cordoned")),
                Arguments.of("judge-again", List.of("node.drained", "node.cordoned")));
    }

    private static final Processor BREAKS =
            exchange -> {
                throw new IllegalStateException("a user's own step");
            };

    @Test
    void aNodeThatNobodyUsesIsPutToSleepAndTheLedgerTellsTheStory() throws Exception {
        try (SleepRoute route = route().start()) {
            SleepReport report = route.report(node);

            assertThat(report.outcome()).isEqualTo(new Outcome.Asleep());
            assertThat(report.steps())
                    .extracting(Step::step)
                    .containsExactly(
                            "node.judged",
                            "node.armed",
                            "node.cordoned",
                            "node.drained",
                            "node.judged",
                            "node.suspended",
                            "node.asleep");
            assertThat(site.kinds().distinct())
                    .containsExactly(
                            "sleep.requested",
                            "node.armed",
                            "node.cordoned",
                            "node.drained",
                            "node.suspended",
                            "node.asleep");
            assertThat(site.events).extracting(Event::wake).containsOnly(report.id());
            assertThat(site.states).containsEntry("storage", State.ASLEEP);
            assertThat(route.seenByCaller).containsExactly(report);
        }
        assertThat(site.undone()).isEmpty();
        assertThat(site.backOffs).isEmpty();
        assertThat(site.slept).containsExactly("storage");
        assertThat(site.requests("asleep")).isOne();
        CatalogueAssertions.assertCatalogued(
                site.meters, "vmstation_sleep_requests_total", "vmstation_sleep_duration_seconds");
    }

    @ParameterizedTest
    @MethodSource("undosByLastStep")
    void aStepOfAUserThatThrowsTakesBackExactlyWhatWasDone(String last, List<String> undos)
            throws Exception {
        try (SleepRoute route = route().insert(last, BREAKS).start()) {
            SleepReport report = route.report(node);

            assertThat(report.outcome())
                    .isEqualTo(new Outcome.Failed("internal error, see the log"));
            assertThat(route.seenByCaller).containsExactly(report);
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).isEqualTo(undos);
        }
        assertThat(site.undone()).isEqualTo(undos);
        assertThat(site.kinds()).containsSubsequence("sleep.requested", "sleep.failed");
        assertThat(site.kinds()).doesNotContain("node.suspended", "node.asleep");
        assertThat(site.backOffs).hasSize(1);
        assertThat(site.machine(node).staysUp()).isTrue();
    }

    @Test
    void aStepThatFailsInTheMiddleIsTakenBackItselfToo() throws Exception {
        site.unwritable.add("node.drained");
        try (SleepRoute route = route().start()) {
            SleepReport report = route.report(node);

            assertThat(report.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .contains("node.drained could not be written down")
                                            .contains("the disk is full"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
    }

    @Test
    void aNodeThatWasSentToSleepKeepsWhatWasDoneThoughALaterStepThrows() throws Exception {
        try (SleepRoute route = route().insert("suspend", BREAKS).start()) {
            SleepReport report = route.report(node);

            assertThat(report.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .endsWith("whether it sleeps is looked for"));
            await().until(() -> site.kinds().anyMatch("node.asleep"::equals));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).isEmpty();
            assertThat(site.states).containsEntry("storage", State.ASLEEP);
        }
        assertThat(site.kinds()).doesNotContain("sleep.failed");
    }

    @Test
    void aNodeThatIsConfirmedAsleepStaysSoThoughALaterStepThrows() throws Exception {
        try (SleepRoute route = route().insert("confirm", BREAKS).start()) {
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
            assertThat(route.takenBack).isEmpty();
        }
        assertThat(site.requests("asleep")).isOne();
    }

    @Test
    void aMethodThatRefusesFailsTheSleepWithItsWords() throws Exception {
        site.send =
                n ->
                        CompletableFuture.completedFuture(
                                new Sent.Refused("Operation inhibited by \"root\""));
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(
                            new Outcome.Failed(
                                    "it was not sent to sleep: Operation inhibited by \"root\""));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.backOffs)
                .containsExactly(
                        "storage: it was not sent to sleep: Operation inhibited by \"root\"");
    }

    @Test
    void aMethodThatBreaksOffIsJudgedByWhatTheNodeDoes() throws Exception {
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    site.machine(n).goesDown();
                    throw new IllegalStateException("broken");
                };
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
        }
    }

    @Test
    void aConnectionThatHangsWhileTheMachineStopsDoesNotHoldUpTheProof() throws Exception {
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    site.machine(n).goesDown();
                    return new CompletableFuture<>();
                };
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
        }
    }

    @Test
    void aNodeInUseIsRefusedBeforeAnythingIsTouched() throws Exception {
        site.judge =
                n ->
                        CompletableFuture.completedFuture(
                                SleepSite.verdict(n, new Evidence.Busy("root is logged in")));
        try (SleepRoute route = route().start()) {
            SleepReport report = route.report(node);

            assertThat(report.outcome())
                    .isEqualTo(new Outcome.Refused("sessions: root is logged in"));
            assertThat(report.verdict()).isPresent();
        }
        assertThat(site.kinds()).containsExactly("sleep.requested", "sleep.refused");
        assertThat(site.backOffs).isEmpty();
    }

    @Test
    void aNodeThatIsUsedWhileItIsDrainedIsLeftAwakeAndMadeWhatItWas() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        site.judge =
                n ->
                        CompletableFuture.completedFuture(
                                rounds.incrementAndGet() == 1
                                        ? SleepSite.idle(n)
                                        : SleepSite.verdict(n, new Evidence.Unknown("no answer")));
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(new Outcome.Aborted("sessions could not tell: no answer"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.kinds()).contains("sleep.aborted").doesNotContain("node.suspended");
        assertThat(site.backOffs).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "window,   api,  true",
        "grace,    cli,  true",
        "hours,    api,  true",
        "back-off, api,  true",
        "wake-soon, api, true",
        "needed, api, false",
        "own-machine, api, false",
        "window,   idle, false",
        "waking,   api,  false",
        "not-awake, api, false"
    })
    void whoAsksNeedNotWaitForTheClockButForEverythingElse(
            String hold, String cause, boolean sleeps) throws Exception {
        Verdict.Hold because = new Verdict.Hold(hold, "because of " + hold, Optional.empty());
        site.judge = n -> CompletableFuture.completedFuture(SleepSite.idle(n, because));
        try (SleepRoute route = route().start()) {
            SleepReport report = route.report(node, cause, false);

            if (sleeps) {
                assertThat(report.outcome()).isEqualTo(new Outcome.Asleep());
                assertThat(report.steps().get(0).detail())
                        .contains("waived as somebody asked: because of " + hold);
            } else {
                assertThat(report.outcome()).isEqualTo(new Outcome.Refused("because of " + hold));
            }
        }
    }

    @Test
    void whoAsksIsNotAnsweredByARoundThatBeganBefore() throws Exception {
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node, "api", false).outcome()).isEqualTo(new Outcome.Asleep());

            assertThat(site.roundsThatMayBeOld).hasValue(0);
        }
    }

    @Test
    void evidenceOfUseIsNeverWaived() throws Exception {
        site.judge =
                n ->
                        CompletableFuture.completedFuture(
                                SleepSite.verdict(n, new Evidence.Busy("a film plays")));
        try (SleepRoute route = route().start()) {
            assertThat(route.report(node, "api", false).outcome())
                    .isEqualTo(new Outcome.Refused("sessions: a film plays"));
        }
    }

    @Test
    void ofTwoTriggersOneGetsTheNodeAndTheOtherAClearRefusal() throws Exception {
        CompletableFuture<Verdict> slow = new CompletableFuture<>();
        site.judge = n -> slow;
        try (SleepRoute route = route().start()) {
            CompletableFuture<Exchange> idle = route.call(node, "idle", false);
            await().until(() -> route.sleeps.underWay("storage").isPresent());

            SleepReport second = route.report(node, "api", false);
            site.judge = n -> CompletableFuture.completedFuture(SleepSite.idle(n));
            slow.complete(SleepSite.idle(node));
            idle.get(30, TimeUnit.SECONDS);

            assertThat(second.outcome())
                    .isEqualTo(
                            new Outcome.Refused(
                                    "Node storage is not put to sleep: an attempt is under way"
                                            + " already, for idle from 192.0.2.9"));
            assertThat(route.seenByCaller).hasSize(2);
        }
        assertThat(site.requests("asleep")).isOne();
        assertThat(site.requests("refused")).isOne();
        assertThat(site.kinds()).contains("sleep.refused", "node.asleep");
    }

    @Test
    void aNodeThatIsBeingWokenOrCannotSleepIsRefused() throws Exception {
        Node always = TestNode.named("always").build();
        site.wanted.add("storage");
        try (SleepRoute route = new SleepRoute(site, site.sleeps(), true, node, always).start()) {
            assertThat(route.report(node, "api", false).outcome())
                    .isEqualTo(
                            new Outcome.Refused(
                                    "Node storage is not put to sleep: a wake of it is under"
                                            + " way"));
            assertThat(route.report(always).outcome())
                    .isEqualTo(
                            new Outcome.Refused(
                                    "Node always is not put to sleep: nodes.yaml has no key"
                                            + " sleep for it"));
            assertThat(route.report(SleepSite.node("other")).outcome())
                    .isEqualTo(new Outcome.Refused("There is no node \"other\""));

            site.wanted.clear();
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
        }
    }

    @Test
    void aReasonMeantForTheCallerIsTheReasonOfTheReport() throws Exception {
        Processor refuses =
                exchange -> {
                    throw new RequestFailure("the cluster says no", 60);
                };
        try (SleepRoute route = route().insert("cordon", refuses).start()) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(new Outcome.Failed("the cluster says no"));
        }
        assertThat(site.event("sleep.failed").details())
                .containsEntry("reason", "the cluster says no");
    }

    @Test
    void aRouteThatEndsEarlyIsAFailedSleep() throws Exception {
        Processor stops = exchange -> exchange.setRouteStop(true);
        try (SleepRoute route = route().insert("cordon", stops).start()) {
            assertThat(route.report(node).outcome())
                    .isEqualTo(new Outcome.Failed("its route ended before it was known to sleep"));
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.cordoned");
        }
    }

    @Test
    void theNextAttemptWaitsUntilAllOfTheLastOneIsTakenBack() throws Exception {
        CompletableFuture<Void> undoing = new CompletableFuture<>();
        Processor slowUndo =
                exchange ->
                        exchange.getVariable("sleep", Attempt.class)
                                .begin("node.labelled", "now", () -> undoing)
                                .join();
        try (SleepRoute route = route().insert("arm", slowUndo).insert("cordon", BREAKS).start()) {
            route.report(node);

            assertThat(route.report(node, "api", false).outcome())
                    .isInstanceOf(Outcome.Refused.class);
            undoing.complete(null);
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
        }
        assertThat(site.undone()).containsExactly("node.cordoned", "node.labelled");
    }

    @Test
    void anUndoThatFailsIsTriedAgainAndDoesNotKeepTheOthersFromIt() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Processor stubborn =
                exchange ->
                        exchange.getVariable("sleep", Attempt.class)
                                .begin(
                                        "node.labelled",
                                        "now",
                                        () -> {
                                            tries.incrementAndGet();
                                            throw new IllegalStateException("no such label");
                                        })
                                .join();
        try (SleepRoute route =
                route().insert("cordon", stubborn).insert("drain", BREAKS).start()) {
            route.report(node);
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.sleeps.leftovers())
                    .containsOnly(
                            Map.entry(
                                    "storage",
                                    "Node storage was not made what it was before a sleep that"
                                            + " failed: node.labelled: no such label"));
        }
        assertThat(tries).hasValue(3);
        assertThat(site.undone()).containsExactly("node.drained", "node.cordoned");
        assertThat(site.event("undo.failed").details())
                .containsEntry("step", "node.labelled")
                .containsEntry("reason", "no such label");
        assertThat(site.meters.get("vmstation.sleep.undo.failures").counter().count()).isOne();
        CatalogueAssertions.assertCatalogued(site.meters, "vmstation_sleep_undo_failures_total");
    }

    private void leaves(SleepRoute route, String step) throws Exception {
        route.report(node);
        await().until(() -> route.sleeps.underWay("storage").isEmpty());
        assertThat(route.sleeps.leftovers().get("storage")).contains(step + ": no such label");
    }

    @Test
    void whatIsLeftIsForgottenOnceItIsRepaired() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Processor stubborn =
                exchange ->
                        exchange.getVariable("sleep", Attempt.class)
                                .begin(
                                        "node.labelled",
                                        "now",
                                        () -> {
                                            if (broken.get()) {
                                                throw new IllegalStateException("no such label");
                                            }
                                            return CompletableFuture.completedFuture(null);
                                        })
                                .join();
        AtomicBoolean breaks = new AtomicBoolean(true);
        Processor sometimes =
                exchange -> {
                    if (breaks.get()) {
                        throw new IllegalStateException("the step broke");
                    }
                };
        try (SleepRoute route =
                route().insert("cordon", stubborn).insert("drain", sometimes).start()) {
            leaves(route, "node.labelled");
            route.sleeps.repaired(node, Set.of("node.cordoned"));
            assertThat(route.sleeps.leftovers()).isNotEmpty();
            route.sleeps.repaired(node, Set.of("node.labelled", "node.cordoned"));
            assertThat(route.sleeps.leftovers()).isEmpty();

            leaves(route, "node.labelled");
            broken.set(false);
            route.report(node);
            await().untilAsserted(() -> assertThat(route.sleeps.leftovers()).isEmpty());

            broken.set(true);
            leaves(route, "node.labelled");
            route.sleeps.retain(SleepSite.nodes(node));
            assertThat(route.sleeps.leftovers()).isNotEmpty();
            breaks.set(false);
            assertThat(route.report(node).outcome()).isEqualTo(new Outcome.Asleep());
            assertThat(route.sleeps.leftovers()).isEmpty();
        }
    }

    @Test
    void anUndoThatHangsIsGivenUpAfterItsTime() throws Exception {
        Processor hanging =
                exchange ->
                        exchange.getVariable("sleep", Attempt.class)
                                .begin("node.labelled", "now", CompletableFuture::new)
                                .join();
        try (SleepRoute route = route().insert("cordon", hanging).insert("drain", BREAKS).start()) {
            route.report(node);
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
        }
        assertThat(site.undone()).containsExactly("node.drained", "node.cordoned");
        assertThat(site.kinds()).contains("undo.failed");
    }
}
