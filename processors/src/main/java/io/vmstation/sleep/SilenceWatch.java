package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.spi.Answer;
import io.vmstation.spi.Reachability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a node again and again whether it answers at all: the machine and every service at once, so
 * that one lost answer is no silence. Fast at first, slower later. Confined to the scheduler's
 * thread, which it never holds.
 */
final class SilenceWatch {
    private static final Logger log = LoggerFactory.getLogger(SilenceWatch.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(50);
    private static final int PARTS = 10;
    private static final int LOST_AFTER = 4;

    /** What one look at everything found. */
    sealed interface Reading {

        /**
         * Nothing answered.
         *
         * @param since for how long nothing has, without a gap
         * @param looks how many looks in a row that are
         */
        record Silent(Duration since, int looks) implements Reading {}

        /**
         * Something answered.
         *
         * @param silentBefore for how long nothing had until then; zero when it had not been silent
         * @param machineOnly whether its services, if it has any, did not answer
         */
        record Answered(Duration silentBefore, boolean machineOnly) implements Reading {}

        /** The look itself went wrong, so nothing is known. */
        record Lost() implements Reading {}
    }

    /** Hears of each look. */
    interface Listener {
        void read(Reading reading);
    }

    private final ScheduledExecutorService scheduler;
    private final Reachability reachability;
    private final Node node;
    private final Duration silence;
    private final Listener listener;
    private final long began = System.nanoTime();
    private long silentSince;
    private long silentUntil;
    private int silentLooks;
    private boolean stopped;

    /**
     * @param silence how long a silence is looked for; looks follow each other faster when it is
     *     short
     */
    SilenceWatch(
            ScheduledExecutorService scheduler,
            Reachability reachability,
            Node node,
            Duration silence,
            Listener listener) {
        this.scheduler = requireNonNull(scheduler, "scheduler is null");
        this.reachability = requireNonNull(reachability, "reachability is null");
        this.node = requireNonNull(node, "node is null");
        this.silence = requireNonNull(silence, "silence is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    /** Looks for the first time. */
    void start() {
        look();
    }

    void stop() {
        stopped = true;
    }

    private void look() {
        if (stopped) {
            return;
        }
        long asked = System.nanoTime();
        Duration patience = clamp(silence.dividedBy(PARTS), SHORTEST_PATIENCE, LONGEST_PATIENCE);
        var unused =
                answers(patience)
                        .orTimeout(patience.toNanos() * LOST_AFTER, TimeUnit.NANOSECONDS)
                        .whenComplete((answers, error) -> hear(asked, answers, error));
    }

    private void hear(long asked, @Nullable List<Answer> answers, @Nullable Throwable error) {
        try {
            scheduler.execute(() -> heard(asked, answers, error));
        } catch (RejectedExecutionException e) {
            log.debug("The host stops, nobody waits for this any more: node={}", node.name());
        }
    }

    /** Of the machine first, then of each service. */
    private CompletableFuture<List<Answer>> answers(Duration patience) {
        try {
            List<CompletableFuture<Answer>> asked =
                    Stream.concat(
                                    Stream.of(reachability.machine(node, patience)),
                                    node.services().stream()
                                            .map(s -> reachability.service(node, s, patience)))
                            .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                    .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void heard(long asked, @Nullable List<Answer> answers, @Nullable Throwable error) {
        if (stopped) {
            return;
        }
        Reading reading = reading(asked, answers);
        log.debug("Looked for silence: node={}, reading={}", node.name(), reading, error);
        try {
            listener.read(reading);
        } catch (RuntimeException e) {
            log.error("Silence could not be judged, it is looked again: node={}", node.name(), e);
        }
        if (!stopped) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            Duration longest = clamp(silence.dividedBy(PARTS), SHORTEST_PAUSE, LONGEST_PAUSE);
            Duration pause = clamp(waited.dividedBy(PARTS), SHORTEST_PAUSE, longest);
            var unused = scheduler.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private Reading reading(long asked, @Nullable List<Answer> answers) {
        if (answers == null) {
            silentLooks = 0;
            return new Reading.Lost();
        }
        if (answers.stream().allMatch(Answer.Silent.class::isInstance)) {
            silentSince = silentLooks == 0 ? asked : silentSince;
            silentUntil = System.nanoTime();
            silentLooks++;
            return new Reading.Silent(Duration.ofNanos(silentUntil - silentSince), silentLooks);
        }
        Duration before =
                silentLooks == 0 ? Duration.ZERO : Duration.ofNanos(silentUntil - silentSince);
        silentLooks = 0;
        boolean machineOnly =
                answers.size() > 1
                        && answers.stream().skip(1).allMatch(Answer.Silent.class::isInstance);
        return new Reading.Answered(before, machineOnly);
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0) {
            return least;
        }
        return value.compareTo(most) > 0 ? most : value;
    }
}
