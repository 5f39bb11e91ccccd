package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static io.vmstation.sleep.IdleSite.kinds;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.node.Node;
import io.vmstation.node.TestNode;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What keeps a node awake that nobody uses. */
@Timeout(60)
class HoldsTest {
    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("samba"));

    @AfterEach
    void close() {
        site.close();
    }

    /** A node that may sleep as soon as nobody uses it. */
    private Node hasty() {
        site.idleFor = Duration.ZERO;
        return site.node("storage", "samba");
    }

    private Instant in(long minutes) {
        return site.time.now().plus(Duration.ofMinutes(minutes));
    }

    @Test
    void staysAwakeForTheGraceAfterAUse() {
        Node node = hasty();
        site.used.used("storage", "a client that has left");
        site.time.pass(Duration.ofMinutes(3));
        assertThat(round(judge, node).holds())
                .containsExactly(
                        new Hold(
                                "grace",
                                "it was used 3m ago: a client that has left",
                                Optional.of(in(7))));

        site.time.pass(Duration.ofMinutes(7));
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void theGraceGoesByNoClockThatSomebodySets() {
        Node node = hasty();
        site.used.used("storage", "a client that has left");
        site.time.jump(Duration.ofDays(1));
        assertThat(kinds(round(judge, node))).containsExactly("grace");
        site.time.jump(Duration.ofDays(-2));
        site.time.pass(Duration.ofMinutes(10));
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void neverSleepsInItsHours() {
        Node node = hasty();
        site.neverSleepUntil = any -> Optional.of(Instant.parse("2026-11-22T21:00:00Z"));
        Verdict verdict = round(judge, node);
        assertThat(verdict.holds())
                .containsExactly(new Hold("hours", "it never sleeps now", Optional.of(in(60))));
        assertThat(verdict.earliestSleep()).contains(in(60));
    }

    @Test
    void doesNotSleepRightBeforeAScheduledWake() {
        Node node = hasty();
        Instant wake = in(12);
        site.nextWake = after -> Optional.of(wake).filter(after::isBefore);
        assertThat(round(judge, node).maySleep()).isTrue();

        site.time.pass(Duration.ofMinutes(2));
        assertThat(round(judge, node).holds())
                .containsExactly(
                        new Hold(
                                "wake-soon",
                                "it is to be woken by schedule in 10m",
                                Optional.of(wake)));
    }

    @Test
    void aTimetableThatFailsKeepsItAwake() {
        Node node = hasty();
        site.neverSleepUntil =
                any -> {
                    throw new IllegalStateException("no zone");
                };
        Verdict verdict = round(judge, node);
        assertThat(verdict.holds())
                .containsExactly(
                        new Hold(
                                "hours",
                                "its timetable could not be asked: IllegalStateException: no zone",
                                Optional.empty()));
        assertThat(verdict.earliestSleep()).isEmpty();
    }

    @Test
    void isLeftAloneAfterItCouldNotBePutToSleep() {
        Node node = hasty();
        site.backOff.failed(node, "the session of anna inhibits it");
        site.time.pass(Duration.ofMinutes(5));
        assertThat(round(judge, node).holds())
                .containsExactly(
                        new Hold(
                                "back-off",
                                "it could not be put to sleep 5m ago: the session of anna inhibits"
                                        + " it",
                                Optional.of(in(25))));

        site.time.pass(Duration.ofMinutes(25));
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void isNotLeftAloneOnceItSleptOrWasConfiguredAnew() {
        Node node = hasty();
        site.backOff.failed(node, "no permission");
        site.backOff.slept(node);
        assertThat(site.backOff.hold(node)).isEmpty();

        site.backOff.failed(node, "no permission");
        Node changed = TestNode.like(node).addresses(List.of("192.0.2.9")).build();
        assertThat(site.backOff.hold(changed)).isEmpty();
    }

    @Test
    void oneNodeIsNotHeldByAnother() {
        Node node = hasty();
        site.backOff.failed(site.node("gamer", "samba"), "no permission");
        site.used.used("gamer", "a client that has left");
        assertThat(round(judge, node).maySleep()).isTrue();
    }

    @Test
    void saysWhenItMaySleepIfNobodyComes() {
        site.idleFor = Duration.ofHours(1);
        Node node = site.node("storage", "samba");
        assertThat(round(judge, node).earliestSleep()).contains(in(60));

        site.backOff.failed(node, "no permission");
        site.time.pass(Duration.ofMinutes(1));
        Verdict verdict = round(judge, node);
        assertThat(kinds(verdict)).containsExactly("window", "back-off");
        assertThat(verdict.earliestSleep()).contains(in(59));
    }

    @Test
    void saysWhenItMaySleepAfterHoursThatBeginBeforeItsWindowEnds() {
        site.idleFor = Duration.ofHours(1);
        Instant from = in(30);
        Instant to = in(200);
        site.neverSleepUntil = node -> Optional.empty();
        Node node = site.node("storage", "samba");
        IdleHours hours = new IdleHours(from, to);
        Holds holds = new Holds(site.used, hours, site.backOff, site.ties);
        assertThat(
                        holds.earliestSleep(
                                node,
                                node.sleep().orElseThrow(),
                                List.of(new Hold("window", "", Optional.of(in(60)))),
                                site.time.now()))
                .contains(to);
    }

    @Test
    void saysWhenItMaySleepAfterAWakeThatComesBefore() {
        site.idleFor = Duration.ofHours(1);
        Instant wake = in(65);
        site.nextWake = after -> Optional.of(wake).filter(after::isBefore);
        Verdict verdict = round(judge, site.node("storage", "samba"));
        assertThat(verdict.earliestSleep()).contains(wake.plus(Duration.ofHours(1)));
    }

    @Test
    void cannotSayWhenANodeMaySleepThatIsInUse() {
        site.evidence.put("samba", BUSY);
        assertThat(round(judge, hasty()).earliestSleep()).isEmpty();
    }

    @Test
    void endsAlsoWhenThereAreNoOtherHours() {
        Holds holds =
                new Holds(
                        site.used,
                        new IdleHours(Instant.MIN, Instant.parse("9999-01-01T00:00:00Z")) {
                            @Override
                            public Optional<Instant> neverSleepUntil(Node node, Instant at) {
                                return Optional.of(at.plus(Duration.ofHours(1)));
                            }
                        },
                        site.backOff,
                        site.ties);
        Node node = hasty();
        assertThat(
                        holds.earliestSleep(
                                node, node.sleep().orElseThrow(), List.of(), site.time.now()))
                .isEmpty();
    }
}
