package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ObjectHealth.Status;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.kube.reconcile.ReconcileReport.Result;
import io.vmstation.node.ReconciledCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When one cluster is due. Confined by its owner's lock. */
final class ClusterTime {
    private static final int MOST_DOUBLINGS = 16;

    private final Pace pace;
    private final RandomGenerator random;
    private ReconciledCluster cluster;
    private long due;
    private Cause cause = Cause.SCHEDULE;
    private boolean again;
    private int failures;
    private int settlings;
    private @Nullable Turn underWay;

    ClusterTime(ReconciledCluster cluster, Pace pace, RandomGenerator random, long now) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.pace = requireNonNull(pace, "pace is null");
        this.random = requireNonNull(random, "random is null");
        due = now;
    }

    ReconciledCluster cluster() {
        return cluster;
    }

    /** The same cluster, perhaps configured anew. */
    ClusterTime of(ReconciledCluster now, long nanos) {
        if (!cluster.equals(now)) {
            cluster = now;
            failures = 0;
            stop();
            hurry(Cause.FILE_CHANGE, nanos);
        }
        return this;
    }

    Optional<Turn> takeIfDue(long now) {
        boolean ready = underWay == null && now - due >= 0;
        return ready && DueClusters.isFollowed(cluster)
                ? Optional.of(begin(cause))
                : Optional.empty();
    }

    Optional<Turn> take(Cause why, long now) {
        if (!DueClusters.isFollowed(cluster)) {
            return Optional.empty();
        }
        if (underWay != null) {
            hurry(why, now);
            return Optional.empty();
        }
        return Optional.of(begin(why));
    }

    Optional<Turn> takeAside() {
        if (underWay != null || !DueClusters.isFollowed(cluster)) {
            return Optional.empty();
        }
        Turn turn = new Turn(cluster, cause);
        underWay = turn;
        return Optional.of(turn);
    }

    void giveBack(Turn turn) {
        if (turn == underWay) {
            underWay = null;
            again = false;
            if (cause == Cause.SCHEDULE) {
                cause = turn.cause();
            }
        }
    }

    private Turn begin(Cause why) {
        Turn turn = new Turn(cluster, why);
        underWay = turn;
        cause = Cause.SCHEDULE;
        return turn;
    }

    void hurry(Cause why, long now) {
        long soon = now + pace.debounce().toNanos();
        boolean first = underWay != null && !again;
        // Whoever hurries last does not put off those before: a swarm that never ends would win.
        if (first || soon - due < 0) {
            due = soon;
            cause = why;
        } else if (cause == Cause.SCHEDULE) {
            cause = why;
        }
        again = underWay != null;
    }

    void stop() {
        if (underWay != null) {
            underWay.stopIt();
        }
    }

    void ended(
            Turn turn, Optional<ReconcileReport> report, Optional<Duration> retryAfter, long now) {
        if (turn != underWay) {
            return;
        }
        underWay = null;
        long pause = jittered(pause(report, retryAfter)).toNanos();
        if (!again) {
            due = now + pause;
        } else if (retryAfter.isPresent()) {
            due = Math.max(due - now, retryAfter.get().toNanos()) + now;
        }
        again = false;
    }

    private Duration pause(Optional<ReconcileReport> report, Optional<Duration> retryAfter) {
        Result result = report.map(ReconcileReport::result).orElse(Result.AWAY);
        if (result == Result.SUPERSEDED) {
            // Nobody has asked for the next one, as when a lease was away for a moment.
            return retryAfter.filter(it -> it.compareTo(pace.retry()) > 0).orElse(pace.retry());
        }
        boolean failed = result == Result.INCOMPLETE || result == Result.AWAY;
        failures = failed ? failures + 1 : 0;
        settlings = !failed && isSettling(report) ? settlings + 1 : 0;
        Duration pause = cluster.interval();
        if (failed) {
            pause = shorter(doubled(pace.retry(), failures), pace.longest());
        } else if (settlings > 0) {
            pause = shorter(doubled(pace.settling(), settlings), cluster.interval());
        }
        Duration finalPause = pause;
        return retryAfter.filter(it -> it.compareTo(finalPause) > 0).orElse(finalPause);
    }

    private static boolean isSettling(Optional<ReconcileReport> report) {
        return report.stream()
                .flatMap(it -> it.health().stream())
                .anyMatch(
                        it ->
                                it.status() == Status.IN_PROGRESS
                                        || it.status() == Status.TERMINATING);
    }

    private static Duration doubled(Duration first, int times) {
        return first.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration jittered(Duration pause) {
        return pause.plusNanos((long) (pause.toNanos() * pace.jitter() * random.nextDouble()));
    }

    Optional<Duration> until(long now) {
        return underWay != null || !DueClusters.isFollowed(cluster)
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, due - now)));
    }
}
