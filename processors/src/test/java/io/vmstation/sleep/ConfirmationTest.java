package io.vmstation.sleep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vmstation.node.Node;
import io.vmstation.node.Readiness;
import io.vmstation.node.Service;
import io.vmstation.spi.Answer;
import io.vmstation.spi.CommandResult;
import io.vmstation.spi.Event;
import io.vmstation.spi.NodeStates.State;
import io.vmstation.spi.SleepMethod.Sent;
import io.vmstation.spi.SleepReport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asleep is what has been silent for long enough, and nothing else. */
@Timeout(60)
class ConfirmationTest {
    private static final String INHIBITORS =
            """
            WHO            UID USER PID  COMM           WHAT           WHY                       MODE
            ModemManager   0   root 789  ModemManager   sleep          needs to reset devices    delay
            backup         0   root 4711 restic         shutdown:sleep the nightly backup runs   block

            2 inhibitors listed.
            """;
    private static final String JOURNAL =
            """
            -- Journal begins at Mon 2026-01-05 09:00:01 CET. --
            Jan 06 02:00:01 storage systemd-sleep[99]: Entering sleep state 'suspend'...
            Jan 06 02:00:02 storage systemd-sleep[99]: Failed to put system to sleep. Device busy
            """;

    private final SleepSite site = new SleepSite();
    private final Node node = SleepSite.node("storage");

    private SleepRoute route(Node... nodes) throws Exception {
        return new SleepRoute(site, site.sleeps(), true, nodes).start();
    }

    private static String reason(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.reason() : outcome.toString();
    }

    @Test
    void aNodeThatNeverFallsSilentSaysWhatKeepsItAwake() throws Exception {
        site.send = n -> CompletableFuture.completedFuture(new Sent.Accepted("soon"));
        site.shell =
                line ->
                        CompletableFuture.completedFuture(
                                new CommandResult.Exited(
                                        0,
                                        line.contains("systemd-inhibit") ? INHIBITORS : JOURNAL,
                                        ""));
        try (SleepRoute route = route(node)) {
            assertThat(reason(route.report(node).outcome()))
                    .isEqualTo(
                            "it still answered 400ms after it was sent to sleep; it is inhibited"
                                    + " by: backup 0 root 4711 restic shutdown:sleep the nightly"
                                    + " backup runs block; its journal says: Jan 06 02:00:01 storage"
                                    + " systemd-sleep[99]: Entering sleep state 'suspend'... | Jan 06"
                                    + " 02:00:02 storage systemd-sleep[99]: Failed to put system to"
                                    + " sleep. Device busy");
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.commands)
                .containsExactlyInAnyOrder(
                        List.of("systemd-inhibit", "--list", "--no-pager"),
                        List.of("journalctl", "-u", "systemd-suspend", "-n", "5", "--no-pager"));
        assertThat(site.states).doesNotContainValue(State.ASLEEP);
        assertThat(site.backOffs).hasSize(1);
        assertThat(site.event("sleep.failed").details().get("reason"))
                .contains("the nightly backup");
    }

    @Test
    void aNodeThatComesStraightBackIsAFailedSleepAndSaysSo() throws Exception {
        Node slow = SleepSite.node("storage", Duration.ofSeconds(30), Duration.ofMinutes(2));
        Executor afterAWhile = CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS);
        site.send =
                n -> {
                    site.machine(n).takesOrder();
                    site.machine(n).goesDown();
                    afterAWhile.execute(() -> site.machine(n).packet());
                    return CompletableFuture.completedFuture(new Sent.Accepted("now"));
                };
        try (SleepRoute route = route(slow)) {
            route.report(slow);

            assertThat(reason(route.seenByCaller.get(0).outcome()))
                    .startsWith("it fell silent for ")
                    .endsWith("and then answered again: something woke it at once");
            await().until(() -> route.sleeps.underWay("storage").isEmpty());
            assertThat(route.takenBack).containsExactly("node.drained", "node.cordoned");
        }
        assertThat(site.backOffs).hasSize(1);
        assertThat(site.states).doesNotContainValue(State.ASLEEP);
    }

    @Test
    void aLostAnswerIsNeitherSilenceNorAReturn() throws Exception {
        Node slow = SleepSite.node("storage", Duration.ofMillis(300), Duration.ofSeconds(20));
        AtomicInteger looks = new AtomicInteger();
        SleepSite lossy =
                new SleepSite() {
                    @Override
                    public CompletableFuture<Answer> machine(Node asked, Duration patience) {
                        int look = looks.incrementAndGet();
                        if (look == 8) {
                            machine(asked).goesDown();
                        }
                        return look == 2 || look == 5
                                ? CompletableFuture.completedFuture(new Answer.Silent("lost"))
                                : super.machine(asked, patience);
                    }
                };
        lossy.send =
                n -> {
                    lossy.machine(n).takesOrder();
                    return CompletableFuture.completedFuture(new Sent.Accepted("soon"));
                };
        try (SleepRoute route = new SleepRoute(lossy, lossy.sleeps(), true, slow).start()) {
            assertThat(route.report(slow).outcome()).isEqualTo(new Outcome.Asleep());
        }
        assertThat(lossy.machine(slow).isUp()).isFalse();
    }

    @Test
    void aMachineThatIsMuteWhileItsServicesAnswerIsNotAsleep() throws Exception {
        Node serving =
                SleepSite.node(
                        "storage",
                        Duration.ofMillis(50),
                        Duration.ofMillis(300),
                        new Service("ssh", 22, new Readiness.Tcp()));
        site.mute.add("storage");
        site.send = n -> CompletableFuture.completedFuture(new Sent.Accepted("soon"));
        try (SleepRoute route = route(serving)) {
            assertThat(reason(route.report(serving).outcome()))
                    .startsWith("it still answered 300ms after it was sent to sleep");
        }
    }

    @Test
    void afterARestartANodeIsFoundToBeWhatItReallyIs() throws Exception {
        Node down = SleepSite.node("down");
        site.machine(down).takesOrder();
        site.machine(down).goesDown();
        try (Sleeps sleeps = site.sleeps()) {
            assertThat(sleeps.findOut(node, interrupted(node)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(State.AWAKE);
            assertThat(sleeps.findOut(down, interrupted(down)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(State.ASLEEP);
        }
        assertThat(site.states)
                .containsEntry("storage", State.AWAKE)
                .containsEntry("down", State.ASLEEP);
        assertThat(site.events).extracting(Event::kind).containsExactly("node.asleep");
        assertThat(site.event("node.asleep").wake()).isEqualTo("the attempt of down");
    }

    private static Event interrupted(Node node) {
        return new Event(
                Instant.now(),
                "sleep.interrupted",
                node.name(),
                "idle",
                "",
                "the attempt of " + node.name(),
                Map.of());
    }
}
