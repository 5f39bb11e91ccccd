package io.vmstation.sleep;

import static io.vmstation.sleep.IdleSite.BUSY;
import static io.vmstation.sleep.IdleSite.MINUTE;
import static io.vmstation.sleep.IdleSite.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmstation.ledger.LogLines;
import io.vmstation.node.Node;
import io.vmstation.spi.Event;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.NodeStates.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the ledger and the log hear of verdicts. */
@Timeout(60)
class VerdictJournalTest {
    private final IdleSite site = new IdleSite();
    private final Judge judge = site.judge(site.check("samba"), site.check("relay"));
    private final Node node = site.node("storage", "samba", "relay");

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void tellsOfChangesOfKindOnly() {
        site.evidence.put("samba", BUSY);
        site.rounds(judge, node, Duration.ofHours(1));
        site.evidence.put("samba", new Evidence.Busy("ben is logged in"));
        site.rounds(judge, node, Duration.ofHours(1));
        site.evidence.clear();
        site.rounds(judge, node, Duration.ofHours(3));

        assertThat(site.changes()).containsExactly("busy", "held", "may-sleep");
        assertThat(site.events).extracting(Event::kind).containsOnly("verdict.changed");
    }

    @Test
    void tellsWhenAnotherCheckIsWhatKeepsItAwake() {
        site.evidence.put("samba", BUSY);
        site.rounds(judge, node, MINUTE);
        site.evidence.put("samba", new Evidence.Unknown("no answer"));
        site.rounds(judge, node, MINUTE);
        site.evidence.remove("samba");
        site.evidence.put("relay", BUSY);
        site.rounds(judge, node, MINUTE);

        assertThat(site.events)
                .extracting(event -> event.details().get("checks"))
                .containsExactly(
                        "samba busy: anna is logged in; relay idle: nobody is there",
                        "samba unknown: no answer; relay idle: nobody is there",
                        "samba idle: nobody is there; relay busy: anna is logged in");
    }

    @Test
    void tellsAtMostOnceAMinute() {
        for (int second = 0; second < 60; second++) {
            site.evidence.put("samba", second % 2 == 0 ? BUSY : IdleSite.IDLE);
            round(judge, node);
            site.time.pass(Duration.ofSeconds(1));
        }
        assertThat(site.changes()).containsExactly("busy");

        site.evidence.clear();
        round(judge, node);
        assertThat(site.changes()).containsExactly("busy", "held");
    }

    @Test
    void tellsAllInWords() {
        site.used.used("storage", "a client that has left");
        round(judge, node);
        Event event = site.events.get(0);

        assertThat(event.node()).isEqualTo("storage");
        assertThat(event.details())
                .containsEntry("verdict", "held")
                .containsEntry("checks", "samba idle: nobody is there; relay idle: nobody is there")
                .containsEntry(
                        "holds",
                        "window: idle for 0s, it must be for 2h; grace: it was used 0s ago: a"
                                + " client that has left")
                .containsEntry("idleSince", "2026-11-22T20:00:00Z")
                .containsEntry("earliestSleep", "2026-11-22T22:00:00Z");
    }

    @Test
    void logsTheSame() {
        try (LogLines log = new LogLines(VerdictJournal.class)) {
            site.evidence.put("samba", BUSY);
            site.rounds(judge, node, Duration.ofHours(1));
            site.evidence.clear();
            site.rounds(judge, node, Duration.ofHours(1));

            assertThat(log.lines())
                    .containsExactly(
                            "INFO Node is in use: node=storage, before=unknown, checks=[samba busy:"
                                    + " anna is logged in; relay idle: nobody is there], holds=[]",
                            "INFO Node is idle and stays awake: node=storage, before=busy,"
                                    + " checks=[samba idle: nobody is there; relay idle: nobody is"
                                    + " there], holds=[window: idle for 0s, it must be for 2h]");
        }
    }

    @Test
    void leavesSleepingNodesToOthers() {
        site.states.put("storage", State.ASLEEP);
        site.silentOnce();
        round(judge, node);
        site.states.put("storage", State.WAKING);
        round(judge, node);
        assertThat(site.events).isEmpty();
    }

    @Test
    void aLedgerThatFailsDoesNotKeepTheVerdictBack() {
        VerdictJournal journal =
                new VerdictJournal(
                        event -> {
                            throw new IllegalStateException("closed");
                        },
                        site.time.clock());
        journal.judged(round(judge, node));
        VerdictJournal other =
                new VerdictJournal(
                        event -> CompletableFuture.failedFuture(new IllegalStateException("full")),
                        site.time.clock());
        other.judged(round(judge, node));
    }
}
