package io.vmstation.ledger;

import static io.vmstation.ledger.Samples.KEEP;
import static io.vmstation.ledger.Samples.event;
import static io.vmstation.ledger.Samples.numbered;
import static io.vmstation.ledger.Samples.stranger;
import static io.vmstation.ledger.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vmstation.metrics.CatalogueAssertions;
import io.vmstation.spi.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest {
    private final Path temporary;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Path state;
    private SqliteLedger ledger;

    SqliteLedgerTest(@TempDir Path temporary) {
        this.temporary = temporary;
        state = temporary.resolve("home/state");
        ledger = SqliteLedger.open(state, KEEP, meters);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void reopen() {
        ledger.close();
        ledger = SqliteLedger.open(state, KEEP, meters);
    }

    private double counted(String outcome) {
        return meters.get("vmstation.ledger.events").tag("outcome", outcome).counter().count();
    }

    @Test
    void givesBackEveryFactOfAnEventAfterARestart() throws Exception {
        Event event =
                new Event(
                        Samples.NOON,
                        "wake.failed",
                        "storage",
                        "connect",
                        "2001:db8::7",
                        "w-1",
                        Map.of("reason", "no \"answer\"\nüñ€ 🖥 \\ \u0000", "empty", ""));
        write(ledger, event);
        reopen();

        assertThat(ledger.reader().latest("storage", 5)).containsExactly(event);
    }

    @Test
    void keepsTheOrderOfTheCalls() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            var ignored = ledger.record(numbered("storage", i));
        }
        write(ledger);

        List<Event> newestFirst = ledger.reader().latest("storage", 5_000);
        assertThat(newestFirst).hasSize(3_000);
        for (int i = 0; i < 3_000; i++) {
            assertThat(newestFirst.get(i)).isEqualTo(numbered("storage", 2_999 - i));
        }
    }

    @Test
    void takesTenThousandEventsFromEightThreadsAndKeepsTheOrderOfEach() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<CompletableFuture<Void>>>> callers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                String node = "node" + t;
                callers.add(threads.submit(() -> recordMany(node, 1_250)));
            }
            for (Future<List<CompletableFuture<Void>>> caller : callers) {
                for (CompletableFuture<Void> done : caller.get(60, TimeUnit.SECONDS)) {
                    done.get(60, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }

        for (int t = 0; t < 8; t++) {
            List<Event> newestFirst = ledger.reader().latest("node" + t, 2_000);
            assertThat(newestFirst).hasSize(1_250);
            assertThat(newestFirst.get(0)).isEqualTo(numbered("node" + t, 1_249));
            assertThat(newestFirst.get(1_249)).isEqualTo(numbered("node" + t, 0));
        }
        assertThat(counted("written")).isEqualTo(10_000);
        assertThat(counted("lost")).isZero();
    }

    private List<CompletableFuture<Void>> recordMany(String node, int events) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            done.add(ledger.record(numbered(node, i)));
        }
        return done;
    }

    @Test
    void writesWhatWaitedInOneTransaction() throws Exception {
        List<CompletableFuture<Void>> done;
        long before;
        try (Connection stranger = stranger(state);
                Statement statement = stranger.createStatement()) {
            statement.execute("begin immediate");
            before = Journal.commits(state);
            done = recordMany("storage", 500);
            statement.execute("rollback");
        }
        for (CompletableFuture<Void> each : done) {
            each.get(30, TimeUnit.SECONDS);
        }

        // One batch was taken before the others came, and all the others waited together.
        assertThat(Journal.commits(state) - before).isBetween(1L, 2L);
        assertThat(ledger.reader().latest("storage", 1_000)).hasSize(500);
    }

    @Test
    void answersReadersAndCallersWhileTheFileIsLockedForWriting() throws Exception {
        write(ledger, numbered("storage", 1));
        CompletableFuture<Void> done;
        try (Connection stranger = stranger(state);
                Statement statement = stranger.createStatement()) {
            statement.execute("begin immediate");
            done = ledger.record(numbered("storage", 2));

            assertThat(ledger.reader().latest("storage", 5)).hasSize(1);
            assertThat(done).isNotDone();
            statement.execute("rollback");
        }
        done.get(30, TimeUnit.SECONDS);
        assertThat(ledger.reader().latest("storage", 5)).hasSize(2);
    }

    @Test
    void losesCountsAndSaysOnceWhatDoesNotFitInItsQueue() throws Exception {
        ledger.close();
        ledger = SqliteLedger.open(state, KEEP, meters, 10, Schema.current());
        List<CompletableFuture<Void>> done;
        try (LogLines log = new LogLines(Losses.class)) {
            try (Connection stranger = stranger(state);
                    Statement statement = stranger.createStatement()) {
                statement.execute("begin immediate");
                done = recordMany("storage", 100);
                // which of them found a free place depends on when the writer took the first
                assertThat(done).anyMatch(CompletableFuture::isCompletedExceptionally);
                statement.execute("rollback");
            }
            await().untilAsserted(() -> assertThat(done).allMatch(CompletableFuture::isDone));
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(2));

            assertThat(log.lines().get(0)).startsWith("WARN Ledger is slower than events come");
            assertThat(log.lines().get(1)).startsWith("INFO Ledger has caught up");
        }
        long lost = done.stream().filter(CompletableFuture::isCompletedExceptionally).count();
        assertThat(lost).isBetween(80L, 90L);
        assertThat(counted("lost")).isEqualTo((double) lost);
        assertThat(ledger.reader().latest("storage", 200)).hasSize((int) (100 - lost));
    }

    @Test
    void goesOnWritingWhenAFutureIsHeldUpByWhoWaitsForIt() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<Void> heldUp;
        // The lock keeps the future open until its follower is attached.
        try (Connection stranger = stranger(state);
                Statement statement = stranger.createStatement()) {
            statement.execute("begin immediate");
            heldUp = ledger.record(numbered("storage", 1)).thenRun(release::join);
            statement.execute("rollback");
        }

        var second = ledger.record(numbered("storage", 2));
        await().untilAsserted(() -> assertThat(ledger.reader().latest("storage", 5)).hasSize(2));
        release.complete(null);
        heldUp.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
    }

    @Test
    void removesOldEventsAndKeepsYoungOnes() throws Exception {
        Instant now = Instant.now();
        for (int i = 0; i < 2 * WriterConnection.PRUNED_AT_ONCE + 7; i++) {
            var ignored = ledger.record(aged(now.minus(KEEP).minus(Duration.ofDays(1)), "old" + i));
        }
        write(ledger, aged(now.minus(KEEP).plus(Duration.ofDays(1)), "young"));
        reopen();

        await().untilAsserted(
                        () ->
                                assertThat(ledger.reader().latest("storage", 2_000))
                                        .extracting(Event::wake)
                                        .containsExactly("young"));
    }

    private static Event aged(Instant at, String wake) {
        return new Event(at, "packet.sent", "storage", "", "", wake, Map.of());
    }

    @Test
    void endsOnlyTheWakesThatAnEarlierProcessLeftOpen() throws Exception {
        write(
                ledger,
                event("wake.requested", "storage", "open"),
                event("wake.joined", "storage", "open"),
                event("wake.requested", "storage", "completed"),
                event("wake.completed", "storage", "completed"),
                event("wake.requested", "storage", "failed"),
                event("wake.failed", "storage", "failed"),
                event("source.ignored", "storage", ""));
        reopen();
        write(ledger, event("wake.requested", "storage", "of-this-process"));

        List<Event> interrupted = ledger.interruptWakesLeftOpen().get(30, TimeUnit.SECONDS);

        assertThat(interrupted).extracting(Event::wake).containsExactly("open");
        assertThat(ledger.reader().ofWake("open"))
                .extracting(Event::kind)
                .containsExactly("wake.requested", "wake.joined", "wake.interrupted");
        assertThat(ledger.reader().ofWake("open").get(2).source()).isEqualTo("192.0.2.7");
        assertThat(ledger.reader().ofWake("of-this-process")).hasSize(1);
        reopen();
        assertThat(ledger.interruptWakesLeftOpen().get(30, TimeUnit.SECONDS))
                .extracting(Event::wake)
                .containsExactly("of-this-process");
    }

    @Test
    void endsTheSleepsThatAnEarlierProcessLeftOpenAndNoOthers() throws Exception {
        write(
                ledger,
                event("sleep.requested", "storage", "asleep"),
                event("node.asleep", "storage", "asleep"),
                event("sleep.requested", "storage", "failed"),
                event("sleep.failed", "storage", "failed"),
                event("sleep.requested", "homelab", "open"),
                event("node.cordoned", "homelab", "open"),
                event("wake.requested", "homelab", "a-wake"));
        reopen();
        write(ledger, event("sleep.requested", "storage", "of-this-process"));

        assertThat(ledger.interruptSleepsLeftOpen().get(30, TimeUnit.SECONDS))
                .extracting(Event::node)
                .containsExactly("homelab");
        assertThat(ledger.reader().ofWake("open"))
                .extracting(Event::kind)
                .containsExactly("sleep.requested", "node.cordoned", "sleep.interrupted");
        assertThat(ledger.interruptSleepsLeftOpen().get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void isReadableByItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        try (var files = Files.list(state)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void refusesEventsOnceItIsClosedAndMayBeClosedTwice() throws Exception {
        CompletableFuture<Void> before = ledger.record(numbered("storage", 1));
        ledger.close();
        ledger.close();

        before.get(30, TimeUnit.SECONDS);
        assertThat(ledger.record(numbered("storage", 2))).isCompletedExceptionally();
        assertThat(ledger.reader().latest("storage", 5)).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithAStateFolderThatIsAFile() throws Exception {
        Path file = Files.createFile(temporary.resolve("a-file"));

        assertThatExceptionOfType(LedgerFailure.class)
                .isThrownBy(() -> SqliteLedger.open(file, KEEP, meters))
                .withMessageContaining(file.resolve("vmstation.db").toString())
                .withMessageContaining("check that the folder exists");
    }

    @Test
    void registersOnlyMetersOfTheCatalogue() {
        CatalogueAssertions.assertCatalogued(meters, "vmstation_ledger_events_total");
    }
}
