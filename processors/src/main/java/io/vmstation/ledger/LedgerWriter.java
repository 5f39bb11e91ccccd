package io.vmstation.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the one writing thread does. Whatever waits when it is ready goes into one transaction, so
 * that a burst costs a few waits for the disk and not one per event. When nothing waits it prunes.
 */
final class LedgerWriter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);

    private static final int LARGEST_BATCH = 1_000;
    private static final Duration BETWEEN_PRUNINGS = Duration.ofHours(1);

    private final Backlog backlog;
    private final WriterConnection connection;
    private final Duration keep;
    private final Losses losses;
    private final Executor answers;
    private long pruneAt = System.nanoTime();

    /**
     * @param keep how old an event may become
     * @param answers completes the futures, so that what hangs on them cannot hold up the writer
     */
    LedgerWriter(
            Backlog backlog,
            WriterConnection connection,
            Duration keep,
            Losses losses,
            Executor answers) {
        this.backlog = backlog;
        this.connection = connection;
        this.keep = keep;
        this.losses = losses;
        this.answers = answers;
    }

    @Override
    public void run() {
        try (connection) {
            while (!backlog.isDone()) {
                List<Pending> batch = backlog.take(LARGEST_BATCH, pruneAt - System.nanoTime());
                if (!batch.isEmpty()) {
                    write(batch);
                } else if (pruneAt - System.nanoTime() <= 0) {
                    prune();
                }
            }
        } catch (InterruptedException e) {
            log.warn("Ledger was interrupted and stops");
            Thread.currentThread().interrupt();
        } finally {
            backlog.close();
            List<Pending> left = backlog.takeAll();
            if (!left.isEmpty()) {
                lose(left, new IllegalStateException("its writer has stopped"));
            }
        }
    }

    private void write(List<Pending> batch) {
        try {
            connection.write(batch);
        } catch (IOException | SQLException | RuntimeException e) {
            lose(batch, e);
            return;
        }
        losses.written(events(batch));
        if (backlog.isEmpty()) {
            losses.caughtUp();
        }
        answers.execute(() -> batch.forEach(pending -> pending.done().complete(null)));
    }

    private void lose(List<Pending> batch, Exception error) {
        LedgerFailure failure = losses.failed(events(batch), error);
        answers.execute(
                () -> batch.forEach(pending -> pending.done().completeExceptionally(failure)));
    }

    private static int events(List<Pending> batch) {
        return batch.stream().mapToInt(Pending::events).sum();
    }

    private void prune() {
        try {
            int pruned = connection.prune(Instant.now().minus(keep));
            losses.worked();
            log.debug("Old events pruned: events={}, keep={}", pruned, keep);
            if (pruned == WriterConnection.PRUNED_AT_ONCE) {
                return;
            }
        } catch (IOException | SQLException | RuntimeException e) {
            var nobodyWaits = losses.failed(0, e);
            log.debug("Old events could not be pruned", nobodyWaits);
        }
        pruneAt = System.nanoTime() + BETWEEN_PRUNINGS.toNanos();
    }
}
