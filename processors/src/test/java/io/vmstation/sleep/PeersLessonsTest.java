package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.MINUTE;
import static io.vmstation.sleep.IdleSite.kinds;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.Verdict;
import io.vmstation.watch.LastSeen;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong with others that put machines to sleep. */
@Timeout(60)
class PeersLessonsTest {
    private static final Duration FILM = Duration.ofHours(3);
    private static final Duration WINDOW = Duration.ofHours(2);

    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("jellyfin"), site.check("relay"));
    private final Node node = site.node("storage", "jellyfin", "relay");

    @AfterEach
    void close() {
        site.close();
    }

    // Sleeping while in use

    @Test
    void doesNotSleepDuringAFilmHoweverLongNorWithinTheWindowAfterIt() {
        site.rounds(judge, node, Duration.ofMinutes(110));
        site.evidence.put("jellyfin", new Evidence.Busy("anna plays a film"));
        for (long minute = 0; minute < FILM.toMinutes(); minute++) {
            site.time.pass(MINUTE);
            assertThat(round(judge, node).maySleep()).isFalse();
        }
        site.evidence.clear();
        site.time.pass(MINUTE);
        assertThat(site.rounds(judge, node, WINDOW.minus(MINUTE)).maySleep()).isFalse();
        site.time.pass(MINUTE);
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void doesNotSleepBecauseOneCheckSeesNothingOfWhatAnotherSees() {
        site.evidence.put("jellyfin", new Evidence.Busy("anna plays music"));
        assertThat(site.rounds(judge, node, FILM).maySleep()).isFalse();
    }

    @Test
    void doesNotSleepBecauseACheckIsBroken() {
        site.evidence.put("jellyfin", new Evidence.Unknown("HTTP 401: the token is not valid"));
        Verdict verdict = site.rounds(judge, node, FILM);
        assertThat(verdict.maySleep()).isFalse();
        assertThat(verdict.idleSince()).isEmpty();
        assertThat(verdict.findings().get(0).evidence().reason())
                .isEqualTo("HTTP 401: the token is not valid");
    }

    @Test
    void doesNotSleepUnderAClientWhoseConnectionWasAcceptedLongAgo() {
        site.used.used("storage", "192.0.2.7 (connect) asked for it");
        site.evidence.put("relay", new Evidence.Busy("192.0.2.7 is relayed"));
        assertThat(site.rounds(judge, node, FILM).maySleep()).isFalse();

        site.evidence.clear();
        site.used.used("storage", "192.0.2.7 has left");
        assertThat(site.rounds(judge, node, WINDOW.minus(MINUTE)).maySleep()).isFalse();
    }

    @Test
    void doesNotSleepAfterAUseTooShortForAnyRoundToSee() {
        site.rounds(judge, node, WINDOW.minus(MINUTE));
        site.time.pass(Duration.ofSeconds(20));
        site.used.used("storage", "192.0.2.7 (connect) asked for it");
        site.time.pass(Duration.ofSeconds(40));
        assertThat(kinds(round(judge, node))).contains("window");
    }

    @Test
    void doesNotSleepBecauseNobodyLookedForAWhile() {
        site.rounds(judge, node, MINUTE);
        site.time.pass(Duration.ofHours(10));
        assertThat(round(judge, node).maySleep()).isFalse();
    }

    // Never sleeping

    @Test
    void sleepsAllTheSameWhenAClientIsConnectedButUsesNothing() {
        site.evidence.put("jellyfin", new Evidence.Idle("a browser tab is open"));
        site.evidence.put("relay", new Evidence.Idle("139 B/s, below 10 KB/s"));
        assertThat(site.rounds(judge, node, WINDOW).maySleep()).isTrue();
    }

    @Test
    void sleepsAllTheSameWhenWhatTheChecksSayVaries() {
        for (long minute = 0; minute < WINDOW.toMinutes(); minute++) {
            site.evidence.put("relay", new Evidence.Idle(minute + " B/s, below 10 KB/s"));
            round(judge, node);
            site.time.pass(MINUTE);
        }
        assertThat(round(judge, node).maySleep()).isTrue();
        assertThat(site.changes()).containsExactly("held", "may-sleep");
    }

    @Test
    void sleepsAllTheSameWhenOneAnswerIsLostNowAndThen() {
        for (long minute = 0; minute < WINDOW.toMinutes(); minute++) {
            if (minute % 10 == 0) {
                site.silentOnce();
            }
            round(judge, node);
            site.time.pass(MINUTE);
        }
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void asksACheckThatHungAgainInTheNextRound() throws Exception {
        CompletableFuture<Evidence> never = new CompletableFuture<>();
        site.checkTimeout = Duration.ofMillis(50);
        Judge hasty = site.judge(site.check("jellyfin", question -> never));
        Node slow = site.node("storage", "jellyfin");
        assertThat(round(hasty, slow).idleNow()).isFalse();
        assertThat(round(hasty, slow).idleNow()).isFalse();
        assertThat(site.looks).hasValue(2);
    }

    // Sleeping again right after waking

    @Test
    void doesNotSleepAgainRightAfterAWake() {
        site.rounds(judge, node, WINDOW);
        LastSeen seen = new LastSeen(site.meters, site.used);
        site.states.put("storage", State.ASLEEP);
        site.time.pass(Duration.ofHours(8));
        site.states.put("storage", State.WAKING);
        assertThat(kinds(round(judge, node))).containsExactly("waking");

        seen.saw(node, State.WAKING);
        seen.saw(node, State.AWAKE);
        site.states.put("storage", State.AWAKE);
        assertThat(kinds(round(judge, node))).containsExactly("window", "grace");
        assertThat(site.rounds(judge, node, WINDOW.minus(MINUTE)).maySleep()).isFalse();
    }

    @Test
    void doesNotSleepWithinTheGraceAfterAWakeHoweverShortItsWindow() {
        site.idleFor = Duration.ZERO;
        Node hasty = site.node("storage", "jellyfin", "relay");
        site.used.used("storage", "the wake for 192.0.2.7 (connect)");
        assertThat(kinds(site.rounds(judge, hasty, Duration.ofMinutes(9))))
                .containsExactly("grace");
        site.time.pass(MINUTE);
        assertThat(round(judge, hasty).maySleep()).isTrue();
    }

    @Test
    void doesNotSleepRightAfterSomebodyPressedItsButton() {
        LastSeen seen = new LastSeen(site.meters, site.used);
        seen.saw(node, State.ASLEEP);
        seen.saw(node, State.AWAKE);
        Verdict verdict = round(judge, node);
        assertThat(kinds(verdict)).containsExactly("window", "grace");
        assertThat(verdict.holds().get(1).reason())
                .isEqualTo("it was used 0s ago: the machine came up by itself");
    }

    @Test
    void doesNotSleepRightAfterThisHostHasStarted() {
        assertThat(round(judge, node).maySleep()).isFalse();
        assertThat(site.rounds(judge, node, WINDOW.minus(MINUTE)).maySleep()).isFalse();
    }
}
