package io.vmstation.sleep;

import static java.util.Objects.requireNonNull;

import io.vmstation.node.Node;
import io.vmstation.node.SleepSettings;
import io.vmstation.spi.Evidence;
import io.vmstation.spi.Verdict;
import io.vmstation.spi.Verdict.Finding;
import io.vmstation.spi.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How a verdict comes about: what a round sees, and what follows from it. Thread-safe. */
final class Reasoning {
    private final Awakeness awakeness;
    private final Rounds rounds;
    private final Holds holds;
    private final SleepClock clock;

    /** What a round has seen: either a hold, or what the checks found. */
    record Look(List<Finding> findings, Optional<Hold> hold) {
        private boolean isIdle() {
            return !findings.isEmpty()
                    && findings.stream().allMatch(f -> f.evidence() instanceof Evidence.Idle);
        }
    }

    Reasoning(Awakeness awakeness, Rounds rounds, Holds holds, SleepClock clock) {
        this.awakeness = requireNonNull(awakeness, "awakeness is null");
        this.rounds = requireNonNull(rounds, "rounds is null");
        this.holds = requireNonNull(holds, "holds is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Asks every check, unless the node is not awake. */
    CompletableFuture<Look> look(Node node, SleepSettings settings) {
        return awakeness
                .hold(node)
                .thenCompose(
                        hold ->
                                hold.isPresent()
                                        ? CompletableFuture.completedFuture(
                                                new Look(List.of(), hold))
                                        : rounds.ask(node, settings.checks())
                                                .thenApply(all -> new Look(all, hold)));
    }

    /** The verdict after that look. */
    Verdict judge(IdleWindow window, Node node, SleepSettings settings, Look look) {
        if (look.hold().isPresent()) {
            window.interrupt();
            return unasked(node, look.hold().get());
        }
        Optional<Duration> idle = Optional.empty();
        if (look.isIdle()) {
            idle = Optional.of(window.idle(node, clock.nanos(), holds.lastUse(node)));
        } else {
            window.interrupt();
        }
        Instant now = clock.now();
        List<Hold> held = holds.of(node, settings, idle, now);
        return new Verdict(
                node.name(),
                now,
                look.findings(),
                idle.map(now::minus),
                held,
                idle.flatMap(length -> holds.earliestSleep(node, settings, held, now)));
    }

    /** The verdict about a node that is not to be asked, because the host stops. */
    Verdict stopped(Node node) {
        return unasked(node, "stopping", "the host is stopping");
    }

    /** The verdict about a node that was not asked. */
    Verdict unasked(Node node, String kind, String reason) {
        return unasked(node, new Hold(kind, reason, Optional.empty()));
    }

    private Verdict unasked(Node node, Hold hold) {
        return new Verdict(
                node.name(),
                clock.now(),
                List.of(),
                Optional.empty(),
                List.of(hold),
                Optional.empty());
    }
}
