package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static io.vmstation.sleep.IdleSite.IDLE;
import static io.vmstation.sleep.IdleSite.kinds;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.SleepCheck;
import io.vmstation.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JudgeTest {
    private static final Duration SOON = Duration.ofMillis(50);

    private final IdleSite site = new IdleSite();

    @AfterEach
    void close() {
        site.close();
    }

    private static Evidence found(Verdict verdict, String check) {
        return verdict.findings().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow()
                .evidence();
    }

    private void assertUnknown(SleepCheck check, String reason) {
        site.idleFor = Duration.ZERO;
        site.checkTimeout = SOON;
        Verdict verdict = round(site.judge(check), site.node("storage", check.name()));

        assertThat(found(verdict, check.name())).isEqualTo(new Evidence.Unknown(reason));
        assertThat(verdict.idleNow()).isFalse();
        assertThat(verdict.maySleep()).isFalse();
        assertThat(verdict.idleSince()).isEmpty();
        assertThat(verdict.earliestSleep()).isEmpty();
    }

    @Test
    void aNodeMaySleepWhenEveryCheckSaysIdle() {
        site.idleFor = Duration.ZERO;
        Verdict verdict =
                round(
                        site.judge(site.check("relay"), site.check("sessions")),
                        site.node("storage", "sessions", "relay"));

        assertThat(verdict.maySleep()).isTrue();
        assertThat(verdict.findings())
                .containsExactly(
                        new Verdict.Finding("sessions", IDLE), new Verdict.Finding("relay", IDLE));
        assertThat(verdict.at()).isEqualTo(site.time.now());
        assertThat(verdict.earliestSleep()).contains(site.time.now());
    }

    @Test
    void oneBusyCheckKeepsItAwake() {
        site.idleFor = Duration.ZERO;
        site.evidence.put("sessions", BUSY);
        Verdict verdict =
                round(
                        site.judge(site.check("relay"), site.check("sessions")),
                        site.node("storage", "sessions", "relay"));

        assertThat(verdict.maySleep()).isFalse();
        assertThat(found(verdict, "sessions")).isEqualTo(BUSY);
        assertThat(found(verdict, "relay")).isEqualTo(IDLE);
    }

    @Test
    void aCheckThatCannotTellKeepsItAwake() {
        Evidence unknown = new Evidence.Unknown("smbstatus is not installed");
        assertUnknown(
                site.check("samba", question -> CompletableFuture.completedFuture(unknown)),
                unknown.reason());
    }

    @Test
    void aCheckThatNeverAnswersKeepsItAwakeAndIsGivenUp() {
        CompletableFuture<Evidence> never = new CompletableFuture<>();
        assertUnknown(site.check("samba", question -> never), "no answer within 50ms");
        await().until(never::isCancelled);
    }

    @Test
    void aCheckThatHangsInItsOwnThreadKeepsItAwakeAndGivesTheThreadBack() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertUnknown(
                site.check(
                        "samba",
                        question -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return CompletableFuture.completedFuture(IDLE);
                        }),
                "no answer within 50ms");
        interrupted.await();
        site.starters.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }

    @Test
    void aLastLookIsNotAnsweredByARoundThatBeganBeforeIt() throws Exception {
        site.idleFor = Duration.ZERO;
        List<CompletableFuture<Evidence>> looks = new CopyOnWriteArrayList<>();
        Judge judge =
                site.judge(
                        site.check(
                                "samba",
                                question -> {
                                    CompletableFuture<Evidence> look = new CompletableFuture<>();
                                    looks.add(look);
                                    return look;
                                }));
        Node node = site.node("storage", "samba");
        CompletableFuture<Verdict> round = judge.assess(node);
        await().until(() -> looks.size() == 1);

        CompletableFuture<Verdict> lastLook = judge.assessAnew(node);
        looks.get(0).complete(IDLE);

        assertThat(round.get(30, TimeUnit.SECONDS).maySleep()).isTrue();
        await().until(() -> looks.size() == 2);
        assertThat(lastLook).isNotDone();
        looks.get(1).complete(BUSY);
        assertThat(lastLook.get(30, TimeUnit.SECONDS).maySleep()).isFalse();
    }

    @Test
    void aCheckThatThrowsKeepsItAwake() {
        assertUnknown(
                site.check(
                        "samba",
                        question -> {
                            throw new IllegalStateException("no socket");
                        }),
                "the check failed: IllegalStateException: no socket");
    }

    @Test
    void aCheckWhoseAnswerFailsKeepsItAwake() {
        assertUnknown(
                site.check(
                        "samba",
                        question ->
                                CompletableFuture.failedFuture(
                                        new IllegalStateException("no socket"))),
                "the check failed: IllegalStateException: no socket");
    }

    @Test
    @SuppressWarnings("NullAway") // what a plugin without our compiler may do
    void aCheckThatAnswersNothingKeepsItAwake() {
        assertUnknown(site.check("samba", question -> null), "the check gave no answer");
        assertUnknown(
                site.check("samba", question -> CompletableFuture.completedFuture(null)),
                "the check gave no answer");
    }

    @Test
    void aCheckThatThereIsNotKeepsItAwake() {
        Verdict verdict = round(site.judge(), site.node("storage", "smaba"));
        assertThat(found(verdict, "smaba"))
                .isEqualTo(new Evidence.Unknown("there is no check of this name"));
        assertThat(verdict.maySleep()).isFalse();
    }

    @Test
    void refusesTwoChecksOfOneName() {
        assertThatThrownBy(() -> site.judge(site.check("relay"), site.check("relay")))
                .hasMessage("there are two sleep checks named relay");
    }

    @Test
    void asksAllChecksOfARoundOverOneConnectionAndEndsIt() {
        List<Object> seen = new ArrayList<>();
        SleepCheck one = site.check("one", q -> noting(seen, q));
        SleepCheck two = site.check("two", q -> noting(seen, q));
        Judge judge = site.judge(one, two);
        Node node = site.node("storage", "one", "two");

        round(judge, node);

        assertThat(site.connections).hasSize(1);
        assertThat(seen).containsExactly(site.connections.get(0), site.connections.get(0));
        assertThat(site.connections.get(0).closed).hasValue(1);
        round(judge, node);
        assertThat(site.connections).hasSize(2);
    }

    private static CompletableFuture<Evidence> noting(
            List<Object> seen, SleepCheck.Question question) {
        seen.add(question.commands());
        return CompletableFuture.completedFuture(IDLE);
    }

    @Test
    void aConnectionThatNeverOpensKeepsTheNodeAwakeAndIsEnded() {
        site.idleFor = Duration.ZERO;
        site.checkTimeout = SOON;
        Verdict verdict =
                round(
                        site.judge(overSsh(), site.check("relay")),
                        site.node("storage", "sessions", "relay"));

        assertThat(found(verdict, "sessions"))
                .isEqualTo(new Evidence.Unknown("no answer within 50ms"));
        assertThat(found(verdict, "relay")).isEqualTo(IDLE);
        assertThat(verdict.maySleep()).isFalse();
        assertThat(site.connections.get(0).closed).hasValue(1);
    }

    @Test
    void aConnectionThatCannotBeMadeKeepsTheNodeAwake() {
        site.connecting =
                node -> {
                    throw new IllegalStateException("no key");
                };
        Verdict verdict =
                round(
                        site.judge(overSsh(), site.check("relay")),
                        site.node("storage", "sessions", "relay"));

        assertThat(found(verdict, "sessions").reason())
                .contains("it cannot be logged in to: IllegalStateException: no key");
        assertThat(found(verdict, "relay")).isEqualTo(IDLE);
        assertThat(verdict.maySleep()).isFalse();
    }

    private SleepCheck overSsh() {
        return site.check(
                "sessions",
                question ->
                        question.commands()
                                .run(List.of("who"), question.timeLimit())
                                .thenApply(result -> new Evidence.Unknown(result.toString())));
    }

    @Test
    void twoWhoAskAtOnceShareARound() throws Exception {
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        Judge judge = site.judge(site.check("samba", question -> answer));
        Node node = site.node("storage", "samba");
        CompletableFuture<Verdict> one = judge.assess(node);
        CompletableFuture<Verdict> two = judge.assess(node);
        CompletableFuture<Verdict> gone = judge.assess(node);
        gone.cancel(true);

        await().until(() -> site.looks.get() == 1);
        answer.complete(IDLE);

        assertThat(one.get(10, TimeUnit.SECONDS)).isSameAs(two.get(10, TimeUnit.SECONDS));
        assertThat(site.looks).hasValue(1);
        assertThat(judge.last("storage")).contains(one.get());
    }

    @Test
    void whoAsksForANodeThatWasConfiguredAnewMeanwhileWaitsForItsOwnRound() throws Exception {
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        Judge judge = site.judge(site.check("samba", question -> answer), site.check("sessions"));
        CompletableFuture<Verdict> old = judge.assess(site.node("storage", "samba"));
        CompletableFuture<Verdict> anew = judge.assess(site.node("storage", "sessions"));
        await().until(() -> site.looks.get() == 1);
        assertThat(anew).isNotDone();

        answer.complete(IDLE);

        assertThat(old.get(10, TimeUnit.SECONDS).findings())
                .extracting(Verdict.Finding::check)
                .containsExactly("samba");
        assertThat(anew.get(10, TimeUnit.SECONDS).findings())
                .extracting(Verdict.Finding::check)
                .containsExactly("sessions");
    }

    @Test
    void twoHundredNodesAtOnceHoldNoThread() throws Exception {
        List<CompletableFuture<Evidence>> answers = new ArrayList<>();
        Judge judge =
                site.judge(
                        site.check(
                                "samba",
                                question -> {
                                    CompletableFuture<Evidence> answer = new CompletableFuture<>();
                                    answers.add(answer);
                                    return answer;
                                }));
        List<CompletableFuture<Verdict>> verdicts =
                IntStream.range(0, 200)
                        .mapToObj(number -> judge.assess(site.node("node" + number, "samba")))
                        .toList();
        await().until(() -> site.looks.get() == 200);

        // The one thread that there is does something else while two hundred looks are open.
        site.starters.submit(() -> {}).get(10, TimeUnit.SECONDS);
        assertThat(verdicts).noneMatch(CompletableFuture::isDone);

        answers.forEach(answer -> answer.complete(IDLE));
        for (CompletableFuture<Verdict> verdict : verdicts) {
            assertThat(verdict.get(10, TimeUnit.SECONDS).idleNow()).isTrue();
        }
    }

    @Test
    void asksNoCheckOfANodeThatDoesNotAnswer() {
        site.states.put("storage", State.ASLEEP);
        site.silentOnce();
        Verdict verdict = round(site.judge(site.check("samba")), site.node("storage", "samba"));

        assertThat(verdict.holds())
                .containsExactly(
                        new Verdict.Hold(
                                "not-awake", "it does not answer: no answer", Optional.empty()));
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.maySleep()).isFalse();
        assertThat(site.looks).hasValue(0);
    }

    @Test
    void aNodeThatCannotBeProbedIsNotTakenForAwake() {
        Judge judge = site.judge(site.check("samba"));
        Node node = site.node("storage", "samba");
        site.probing =
                any -> {
                    throw new IllegalStateException("no socket");
                };
        assertThat(round(judge, node).holds().get(0).reason()).contains("no socket");
        site.probing = any -> CompletableFuture.failedFuture(new IllegalStateException("closed"));
        assertThat(round(judge, node).holds().get(0).reason()).contains("closed");
        site.probing = any -> new CompletableFuture<>();
        assertThat(kinds(round(judge, node))).containsExactly("not-awake");
        assertThat(site.looks).hasValue(0);
    }

    @Test
    void asksNoCheckOfANodeThatIsBeingWoken() {
        site.states.put("storage", State.WAKING);
        Verdict verdict = round(site.judge(site.check("samba")), site.node("storage", "samba"));

        assertThat(kinds(verdict)).containsExactly("waking");
        assertThat(verdict.maySleep()).isFalse();
        assertThat(site.looks).hasValue(0);
    }

    @Test
    void aNodeWithoutSleepSettingsIsNeverAskedAnything() {
        Verdict verdict = round(site.judge(), TestNode.named("storage").build());
        assertThat(kinds(verdict)).containsExactly("no-settings");
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.maySleep()).isFalse();
    }

    @Test
    void forgetsANodeThatIsNotConfiguredAnyMore() {
        Judge judge = site.judge(site.check("samba"));
        round(judge, site.node("storage", "samba"));

        judge.retain(Nodes.NONE);

        assertThat(judge.last("storage")).isEmpty();
        assertThat(site.meters.getMeters()).isEmpty();
    }

    @Test
    void aRoundThatEndsAfterItsNodeIsGoneShowsNothing() throws Exception {
        CompletableFuture<Evidence> answer = new CompletableFuture<>();
        Judge judge = site.judge(site.check("samba", question -> answer));
        CompletableFuture<Verdict> verdict = judge.assess(site.node("storage", "samba"));

        judge.retain(Nodes.NONE);
        answer.complete(IDLE);

        verdict.get(10, TimeUnit.SECONDS);
        assertThat(site.meters.getMeters()).isEmpty();
    }

    @Test
    void whoeverWaitsHearsAtOnceThatTheHostStops() throws Exception {
        Judge judge = site.judge(site.check("samba", question -> new CompletableFuture<>()));
        Node node = site.node("storage", "samba");
        CompletableFuture<Verdict> waiting = judge.assess(node);
        await().until(() -> site.looks.get() == 1);

        judge.close();

        assertThat(kinds(waiting.get(10, TimeUnit.SECONDS))).containsExactly("stopping");
        assertThat(kinds(round(judge, node))).containsExactly("stopping");
    }

    @Test
    void aDefectKeepsTheNodeAwakeAndLetsNobodyWait() {
        Judge judge = site.judge(site.check("samba"));
        site.idleFor = Duration.ZERO;
        site.lastState =
                node -> {
                    throw new IllegalStateException("a defect");
                };
        assertThat(kinds(round(judge, site.node("storage", "samba"))))
                .containsExactly("not-judged");
    }

    @Test
    void aVerdictThatCannotBeShownIsAVerdictAllTheSame() {
        site.meters
                .config()
                .meterFilter(
                        new MeterFilter() {
                            @Override
                            public Meter.Id map(Meter.Id id) {
                                throw new IllegalArgumentException("other labels");
                            }
                        });
        site.idleFor = Duration.ZERO;
        Judge judge = site.judge(site.check("samba"));
        assertThat(round(judge, site.node("storage", "samba")).maySleep()).isTrue();
    }
}
