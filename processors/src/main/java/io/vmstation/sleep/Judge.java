package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.exec.Onward;
import io.vmstation.node.Node;
import io.vmstation.node.Nodes;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdicts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges by rounds of checks, by how long these have found a node idle, and by what else holds it.
 * Whatever cannot be told keeps the node awake. The futures complete on threads that may run a
 * route's next steps. Thread-safe; holds no thread while checks look.
 */
public final class Judge implements Verdicts, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Judge.class);

    private final Reasoning reasoning;
    private final VerdictJournal journal;
    private final VerdictMetrics metrics;
    private final SleepClock clock;
    private final Duration longestGap;
    private final Executor onward;
    private final Map<String, Seat> seats = new HashMap<>();
    private boolean stopping;

    /** What is kept of one node. Guarded by the judge. */
    private static final class Seat {
        private final IdleWindow window;
        private @Nullable Round round;
        private @Nullable Verdict last;
        private long lastAt;

        Seat(IdleWindow window) {
            this.window = window;
        }
    }

    /** A round under way. */
    private record Round(Node node, CompletableFuture<Verdict> verdict) {}

    /**
     * @param awakeness whether the checks can be asked at all
     * @param rounds asks them
     * @param holds what else keeps a node awake
     * @param journal hears of every verdict
     * @param metrics shows every verdict
     * @param pace tells when rounds count as missing
     * @param onward a few threads that complete the futures
     */
    public Judge(
            Awakeness awakeness,
            Rounds rounds,
            Holds holds,
            VerdictJournal journal,
            VerdictMetrics metrics,
            SleepClock clock,
            JudgePace pace,
            Executor onward) {
        this.reasoning = new Reasoning(awakeness, rounds, holds, clock);
        this.journal = requireNonNull(journal, "journal is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.longestGap = pace.longestGap();
        this.onward = new Onward(onward);
    }

    @Override
    public CompletableFuture<Verdict> assess(Node node) {
        SleepSettings settings = node.sleep().orElse(null);
        if (settings == null) {
            return CompletableFuture.completedFuture(
                    reasoning.unasked(
                            node, "no-settings", "it has no sleep settings, it never sleeps"));
        }
        Seat seat;
        Round round;
        synchronized (this) {
            if (stopping) {
                return CompletableFuture.completedFuture(reasoning.stopped(node));
            }
            seat = seats.computeIfAbsent(node.name(), n -> new Seat(new IdleWindow(longestGap)));
            Round known = seat.round;
            if (known != null) {
                return known.node().equals(node)
                        ? known.verdict().copy()
                        : known.verdict().thenCompose(ofTheOldConfiguration -> assess(node));
            }
            round = new Round(node, new CompletableFuture<>());
            seat.round = round;
        }
        begin(seat, round, settings);
        return round.verdict().copy();
    }

    @Override
    public CompletableFuture<Verdict> assessAnew(Node node) {
        Round known;
        synchronized (this) {
            Seat seat = seats.get(node.name());
            known = seat == null ? null : seat.round;
        }
        // Whatever is under way once that one has ended began after now.
        return known == null ? assess(node) : known.verdict().thenCompose(old -> assess(node));
    }

    @Override
    public synchronized Optional<Verdict> last(String node) {
        return Optional.ofNullable(seats.get(node)).map(seat -> seat.last);
    }

    /** Forgets, gauges and all, every node that is not to be judged any more. */
    public synchronized void retain(Nodes nodes) {
        seats.keySet().stream()
                .filter(name -> nodes.find(name).flatMap(Node::sleep).isEmpty())
                .toList()
                .forEach(
                        name -> {
                            seats.remove(name);
                            metrics.forget(name);
                            journal.forget(name);
                        });
    }

    /** Takes the gauges of nodes away that have not been judged for a while. */
    public synchronized void hideStale() {
        long now = clock.nanos();
        seats.forEach(
                (name, seat) -> {
                    if (now - seat.lastAt > longestGap.toNanos()) {
                        metrics.forget(name);
                    }
                });
    }

    private void begin(Seat seat, Round round, SleepSettings settings) {
        CompletableFuture<Reasoning.Look> look;
        try {
            look = reasoning.look(round.node(), settings);
        } catch (RuntimeException e) {
            look = CompletableFuture.failedFuture(e);
        }
        var unused =
                look.whenComplete(
                        (seen, error) ->
                                onward.execute(() -> end(seat, round, settings, seen, error)));
    }

    private void end(
            Seat seat,
            Round round,
            SleepSettings settings,
            Reasoning.@Nullable Look look,
            @Nullable Throwable error) {
        Node node = round.node();
        Verdict verdict;
        try {
            if (look == null) {
                throw new IllegalStateException("the round broke off", error);
            }
            verdict = reasoning.judge(seat.window, node, settings, look);
        } catch (RuntimeException e) {
            log.error("A node could not be judged and stays awake: node={}", node.name(), e);
            seat.window.interrupt();
            verdict = reasoning.unasked(node, "not-judged", "internal error, see the log");
        }
        synchronized (this) {
            seat.round = null;
            seat.last = verdict;
            seat.lastAt = clock.nanos();
            if (seat.equals(seats.get(node.name()))) {
                show(verdict);
            }
        }
        try {
            journal.judged(verdict);
        } catch (RuntimeException e) {
            log.warn("A verdict could not be told: node={}", verdict.node(), e);
        }
        round.verdict().complete(verdict);
    }

    private void show(Verdict verdict) {
        try {
            metrics.show(verdict);
        } catch (RuntimeException e) {
            log.warn("A verdict could not be shown in metrics: node={}", verdict.node(), e);
        }
    }

    /** Ends the rounds under way, and all that still come: nobody may sleep any more. */
    @Override
    public void close() {
        List<Round> open;
        synchronized (this) {
            stopping = true;
            open = seats.values().stream().flatMap(s -> Stream.ofNullable(s.round)).toList();
        }
        open.forEach(
                round ->
                        onward.execute(
                                () -> round.verdict().complete(reasoning.stopped(round.node()))));
    }
}
