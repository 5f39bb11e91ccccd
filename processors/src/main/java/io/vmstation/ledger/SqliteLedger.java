package io.vmstation.ledger;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.vmstation.spi.EnergyStore;
import io.vmstation.spi.Event;
import io.vmstation.spi.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in {@code vmstation.db} of the state folder, an SQLite file that others may read while
 * it is written. Times are kept to the millisecond.
 *
 * <p>A future completes once the transaction of its event is committed and the operating system was
 * made to put it on the disk (write-ahead log, {@code synchronous=FULL}). Such an event survives
 * the death of this process and, as far as the disk tells the truth about having written, a power
 * cut. Events that came together share one transaction, so this costs one wait for the disk a
 * burst.
 *
 * <p>What cannot be written, because the disk is full or gone or events come faster than it takes
 * them, is lost: its future completes exceptionally, the metric {@code vmstation_ledger_events}
 * counts it, and the log says when losing begins and ends. Writing resumes by itself. A damaged
 * file is kept aside as {@code vmstation.db.corrupt-<time>} and a new one begun.
 *
 * <p>Thread-safe. {@link #record} never waits for the disk. Futures complete on a thread of the
 * common pool.
 */
public final class SqliteLedger implements Events, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqliteLedger.class);

    private static final int DEFAULT_CAPACITY = 10_000;
    private static final Duration LAST_WRITES = Duration.ofSeconds(10);

    private final StateLock lock;
    private final LedgerFile file;
    private final Backlog backlog;
    private final Losses losses;
    private final LedgerReader reader;
    private final long lastIdBefore;
    private final Thread thread;

    private SqliteLedger(
            StateLock lock,
            LedgerFile file,
            WriterConnection connection,
            Duration keep,
            int capacity,
            MeterRegistry meters)
            throws IOException, SQLException {
        this.lock = lock;
        this.file = file;
        this.lastIdBefore = connection.lastId();
        this.backlog = new Backlog(capacity);
        this.losses = new Losses(file.path(), meters);
        this.reader = new LedgerReader(file);
        LedgerWriter writer =
                new LedgerWriter(backlog, connection, keep, losses, ForkJoinPool.commonPool());
        this.thread = new Thread(writer, "ledger-writer");
        thread.setDaemon(true);
    }

    /**
     * Takes the state folder for this process, opens the ledger in it or begins one, and starts
     * writing.
     *
     * @param stateFolder made with mode 0700 when it is missing
     * @param keep how old an event may become before it is removed, positive
     * @param meters where the counters go
     * @throws LedgerFailure when another process has the folder, the file is of a newer version, or
     *     nothing can be written there
     */
    public static SqliteLedger open(Path stateFolder, Duration keep, MeterRegistry meters) {
        return open(stateFolder, keep, meters, DEFAULT_CAPACITY, Schema.current());
    }

    static SqliteLedger open(
            Path stateFolder, Duration keep, MeterRegistry meters, int capacity, Schema schema) {
        requireNonNull(meters, "meters is null");
        if (keep.isNegative() || keep.isZero()) {
            throw new IllegalArgumentException("keep is not positive: " + keep);
        }
        Path folder = stateFolder.toAbsolutePath().normalize();
        LedgerFile file = new LedgerFile(folder.resolve(LedgerFile.NAME), schema);
        StateLock lock = null;
        WriterConnection connection = null;
        try {
            PrivateFiles.createFolders(folder);
            lock = StateLock.take(folder);
            NativeLibrary.prepare(folder);
            connection = new WriterConnection(file);
            SqliteLedger ledger = new SqliteLedger(lock, file, connection, keep, capacity, meters);
            ledger.thread.start();
            return ledger;
        } catch (IOException | SQLException | FlywayException e) {
            release(connection, lock);
            throw new LedgerFailure(
                    "The ledger "
                            + file.path()
                            + " cannot be opened ("
                            + reason(e)
                            + "): check that the folder exists, belongs to this user and has room",
                    e);
        } catch (RuntimeException e) {
            release(connection, lock);
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> record(Event event) {
        Pending pending =
                new Pending.OfEvent(
                        requireNonNull(event, "event is null"), new CompletableFuture<>());
        return switch (backlog.add(pending)) {
            case ADMITTED -> pending.done();
            case FULL -> {
                losses.refused();
                yield failed(file.path(), "takes events more slowly than they come");
            }
            case CLOSED -> {
                losses.refusedAtClose();
                yield failed(file.path(), "is closed");
            }
        };
    }

    /**
     * What the energy of nodes came to, kept in the same file; days of it are not removed with old
     * events.
     */
    public EnergyStore energy() {
        return new EnergyLedger(backlog, file);
    }

    /** Answers questions from this ledger, also after {@link #close}. */
    public LedgerReader reader() {
        return reader;
    }

    /**
     * Ends the wakes that an earlier process began and did not live to end: each gets an event
     * {@code wake.interrupted} with the node, cause and source of its request. Wakes that were
     * requested since this ledger was opened are left alone. To be called once, at start.
     *
     * @return the events, once they are written
     * @throws LedgerFailure when the ledger cannot be read
     */
    public CompletableFuture<List<Event>> interruptWakesLeftOpen() {
        return interrupt("wake.interrupted", reader.openWakes(lastIdBefore));
    }

    /**
     * Ends the attempts to put a node to sleep that an earlier process began and did not live to
     * end: each gets an event {@code sleep.interrupted} with the node, cause and source of its
     * request. What became of their nodes is for others to find out. To be called once, at start.
     *
     * @return the events, once they are written
     * @throws LedgerFailure when the ledger cannot be read
     */
    public CompletableFuture<List<Event>> interruptSleepsLeftOpen() {
        return interrupt("sleep.interrupted", reader.openSleeps(lastIdBefore));
    }

    private CompletableFuture<List<Event>> interrupt(String kind, List<Event> open) {
        List<Event> events = open.stream().map(asked -> interruption(kind, asked)).toList();
        for (Event event : events) {
            log.info(
                    "The end of the process cut something short: event={}, node={}, id={}",
                    event.kind(),
                    event.node(),
                    event.wake());
        }
        return CompletableFuture.allOf(
                        events.stream().map(this::record).toArray(CompletableFuture<?>[]::new))
                .thenApply(nothing -> events);
    }

    private static Event interruption(String kind, Event asked) {
        return new Event(
                Instant.now(),
                kind,
                asked.node(),
                asked.cause(),
                asked.source(),
                asked.wake(),
                Map.of("requestedAt", asked.at().toString()));
    }

    /**
     * Writes what waits, for ten seconds at most, and gives the state folder back. Calling it again
     * does nothing.
     */
    @Override
    public void close() {
        backlog.close();
        try {
            thread.join(LAST_WRITES.toMillis());
            if (thread.isAlive()) {
                // The lock stays until the process ends: the writer may still reach the disk.
                log.warn("Ledger could not write its last events in time: file={}", file.path());
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        release(null, lock);
    }

    private static CompletableFuture<Void> failed(Path file, String why) {
        return CompletableFuture.failedFuture(
                new LedgerFailure("The event is lost, the ledger " + file + " " + why, null));
    }

    private static String reason(Exception thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static void release(@Nullable WriterConnection connection, @Nullable StateLock lock) {
        if (connection != null) {
            connection.close();
        }
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                log.debug("Lock file could not be closed", e);
            }
        }
    }
}
