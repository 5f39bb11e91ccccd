package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static io.vmstation.sleep.IdleSite.MINUTE;
import static io.vmstation.sleep.IdleSite.kinds;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Idle over a whole window, round after round of a minute. */
@Timeout(60)
class IdleWindowTest {
    private static final Duration WINDOW = Duration.ofHours(2);
    private static final Duration ALMOST = WINDOW.minus(MINUTE);

    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("samba"));
    private final Node node = site.node("storage", "samba");

    @AfterEach
    void close() {
        site.close();
    }

    private void assertBeginsAnew() {
        Verdict verdict = round(judge, node);
        assertThat(verdict.idleSince()).contains(site.time.now());
        assertThat(verdict.maySleep()).isFalse();
        assertThat(site.rounds(judge, node, ALMOST).maySleep()).isFalse();
        site.time.pass(MINUTE);
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void mustBeIdleInEveryRoundOfTheWholeWindow() {
        var began = site.time.now();
        Verdict almost = site.rounds(judge, node, ALMOST);
        assertThat(almost.maySleep()).isFalse();
        assertThat(almost.holds())
                .containsExactly(
                        new Verdict.Hold(
                                "window",
                                "idle for 1h 59m, it must be for 2h",
                                Optional.of(site.time.now().plus(MINUTE))));
        assertThat(almost.idleSince()).contains(began);

        site.time.pass(MINUTE);
        Verdict whole = round(judge, node);
        assertThat(whole.maySleep()).isTrue();
        assertThat(whole.idleSince()).contains(began);
    }

    @Test
    void oneBusyRoundBeginsItAnew() {
        site.rounds(judge, node, ALMOST);
        site.time.pass(MINUTE);
        site.evidence.put("samba", BUSY);
        Verdict busy = round(judge, node);
        assertThat(busy.idleSince()).isEmpty();
        assertThat(kinds(busy)).isEmpty();

        site.time.pass(MINUTE);
        site.evidence.clear();
        assertBeginsAnew();
    }

    @Test
    void oneRoundInWhichNobodyCanTellBeginsItAnew() {
        site.rounds(judge, node, ALMOST);
        site.time.pass(MINUTE);
        site.evidence.put("samba", new Evidence.Unknown("no answer"));
        round(judge, node);

        site.time.pass(MINUTE);
        site.evidence.clear();
        assertBeginsAnew();
    }

    @Test
    void missingRoundsBeginItAnew() {
        site.rounds(judge, node, ALMOST);
        site.time.pass(Duration.ofMinutes(4));
        assertBeginsAnew();
    }

    @Test
    void aHostThatWasItselfSuspendedForHoursBeginsItAnew() {
        site.rounds(judge, node, Duration.ofMinutes(5));
        site.time.pass(Duration.ofHours(8));
        assertBeginsAnew();
    }

    @Test
    void oneMissingRoundDoesNotMatter() {
        site.rounds(judge, node, ALMOST.minus(MINUTE));
        site.time.pass(MINUTE.multipliedBy(2));
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void moreRoundsThanUsualDoNotShortenIt() {
        for (int count = 0; count < 500; count++) {
            round(judge, node);
        }
        assertThat(site.rounds(judge, node, ALMOST).maySleep()).isFalse();
    }

    @Test
    void aClockThatIsSetForwardDoesNotShortenIt() {
        site.rounds(judge, node, Duration.ofHours(1));
        site.time.jump(Duration.ofHours(5));
        Verdict verdict = round(judge, node);

        assertThat(verdict.maySleep()).isFalse();
        assertThat(verdict.earliestSleep()).contains(site.time.now().plus(Duration.ofHours(1)));
        assertThat(site.rounds(judge, node, Duration.ofHours(1)).maySleep()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotLengthenIt() {
        site.rounds(judge, node, Duration.ofHours(1));
        site.time.jump(Duration.ofHours(-5));
        Verdict verdict = round(judge, node);

        assertThat(verdict.idleSince()).contains(site.time.now().minus(Duration.ofHours(1)));
        assertThat(site.rounds(judge, node, Duration.ofHours(1)).maySleep()).isTrue();
    }

    @Test
    void aNodeThatWasNotAwakeMeanwhileBeginsItAnew() {
        site.rounds(judge, node, ALMOST);
        site.time.pass(MINUTE);
        site.states.put("storage", State.ASLEEP);
        site.silentOnce();
        assertThat(kinds(round(judge, node))).containsExactly("not-awake");

        site.states.put("storage", State.AWAKE);
        assertBeginsAnew();
    }

    @Test
    void aNodeThatWasBeingWokenMeanwhileBeginsItAnew() {
        site.rounds(judge, node, ALMOST);
        site.states.put("storage", State.WAKING);
        round(judge, node);

        site.states.put("storage", State.AWAKE);
        assertBeginsAnew();
    }

    @Test
    void anotherConfigurationOfTheNodeBeginsItAnew() {
        site.rounds(judge, node, WINDOW);
        site.idleFor = Duration.ofHours(1);
        Node changed = TestNode.like(node).sleep(site.settings("samba")).build();

        assertThat(kinds(round(judge, changed))).containsExactly("window");
        assertThat(site.rounds(judge, changed, Duration.ofHours(1)).maySleep()).isTrue();
    }

    @Test
    void readingTheSameConfigurationAgainDoesNotMatter() {
        site.rounds(judge, node, WINDOW);
        assertThat(round(judge, TestNode.like(node).build()).maySleep()).isTrue();
    }

    @Test
    void anotherProcessBeginsItAnew() {
        site.rounds(judge, node, WINDOW);
        Judge restarted = site.judge(site.check("samba"));
        assertThat(kinds(round(restarted, node))).containsExactly("window");
    }

    @Test
    void aUseBetweenTwoRoundsBeginsItAnew() {
        site.rounds(judge, node, ALMOST);
        site.used.used("storage", "192.0.2.7 (connect) asked for it");
        site.time.pass(MINUTE);
        Verdict verdict = round(judge, node);

        assertThat(verdict.idleSince()).contains(site.time.now().minus(MINUTE));
        assertThat(kinds(verdict)).containsExactly("window", "grace");
        assertThat(site.rounds(judge, node, ALMOST.minus(MINUTE)).maySleep()).isFalse();
        site.time.pass(MINUTE);
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void aUseBeforeTheSeriesDoesNotMatter() {
        site.used.used("storage", "the wake for 192.0.2.7 (connect)");
        site.time.pass(Duration.ofHours(1));
        assertThat(round(judge, node).idleSince()).contains(site.time.now());
    }

    @Test
    void roundsThatAreSlowByThemselvesAreNotMissing() {
        JudgePace hasty = new JudgePace(Duration.ofSeconds(3), Duration.ofSeconds(20));
        assertThat(hasty.longestGap()).isEqualTo(Duration.ofSeconds(60));
        JudgePace usual = new JudgePace(MINUTE, Duration.ofSeconds(20));
        assertThat(usual.longestGap()).isEqualTo(Duration.ofMinutes(3));
    }
}
