package io.vmstation.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was written and what was lost, and logs when losing begins and when it ends, not each
 * loss. Thread-safe.
 */
final class Losses {
    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    private final Path file;
    private final Counter written;
    private final Counter lost;
    private final AtomicLong lostInARow = new AtomicLong();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean overrun = new AtomicBoolean();

    Losses(Path file, MeterRegistry meters) {
        this.file = file;
        this.written = counter(meters, "written");
        this.lost = counter(meters, "lost");
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("vmstation.ledger.events")
                .description("Events handed to the ledger, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void written(int events) {
        written.increment(events);
        worked();
    }

    /** The file could be worked on. */
    void worked() {
        if (broken.compareAndSet(true, false)) {
            log.info("Ledger is written again: file={}, lost={}", file, lostInARow.getAndSet(0));
        }
    }

    /** Gives back what to tell those who wait for these events. */
    LedgerFailure failed(int events, Exception error) {
        lose(events);
        if (broken.compareAndSet(false, true)) {
            log.warn(
                    "Ledger cannot be written, events are lost until its disk is well again:"
                            + " file={}, error={}",
                    file,
                    error.toString());
        }
        return new LedgerFailure(
                "The event is lost, the ledger "
                        + file
                        + " could not be written ("
                        + error
                        + "): check its disk",
                error);
    }

    void refused() {
        lose(1);
        if (overrun.compareAndSet(false, true)) {
            log.warn("Ledger is slower than events come, some are lost: file={}", file);
        }
    }

    /** Nothing waits any more. */
    void caughtUp() {
        if (overrun.compareAndSet(true, false)) {
            log.info("Ledger has caught up: file={}, lost={}", file, lostInARow.getAndSet(0));
        }
    }

    void refusedAtClose() {
        lose(1);
    }

    private void lose(int events) {
        lost.increment(events);
        lostInARow.addAndGet(events);
    }
}
