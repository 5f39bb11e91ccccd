package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When which cluster is looked at: after its interval, soon after something has happened, later and
 * later after failures, never twice at once. Only tells the time; who asks does the rest.
 * Remembered in memory only: after a start every cluster is due. Thread-safe, never blocks.
 */
public final class DueClusters {
    private final Pace pace;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Map<String, ClusterTime> times = new LinkedHashMap<>();

    /**
     * @param clusters each name once; suspended ones are never due
     * @param nanos a steady clock, {@link System#nanoTime}
     * @param random for jitter
     */
    public DueClusters(
            Collection<ReconciledCluster> clusters,
            Pace pace,
            LongSupplier nanos,
            RandomGenerator random) {
        this.pace = requireNonNull(pace, "pace is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
        this.random = requireNonNull(random, "random is null");
        for (ReconciledCluster cluster : clusters) {
            times.put(cluster.name(), new ClusterTime(cluster, pace, random, nanos.getAsLong()));
        }
    }

    /**
     * Takes the turns that are due, each of which is to be handed to {@link #ended}.
     *
     * @return one for each cluster at most
     */
    public synchronized List<Turn> take() {
        long now = nanos.getAsLong();
        List<Turn> due = new ArrayList<>();
        for (ClusterTime time : times.values()) {
            time.takeIfDue(now).ifPresent(due::add);
        }
        return due;
    }

    /**
     * Takes a turn now, due or not.
     *
     * @return to be handed to {@link #ended}; empty when one is under way, after which there will
     *     be one more, and for a cluster that is suspended or not known
     */
    public synchronized Optional<Turn> take(String cluster, Cause cause) {
        ClusterTime time = times.get(cluster);
        return time == null ? Optional.empty() : time.take(cause, nanos.getAsLong());
    }

    /**
     * Takes a turn in which the cluster is only looked at: to be handed to {@link #giveBack}, and
     * then nothing has changed of when it is due.
     *
     * @return empty as for {@link #take(String, Cause)}, but no further turn comes of it
     */
    public synchronized Optional<Turn> takeAside(String cluster) {
        return Optional.ofNullable(times.get(cluster)).flatMap(ClusterTime::takeAside);
    }

    /** A turn did not take place, or has only looked: the cluster is due when it was before. */
    public synchronized void giveBack(Turn turn) {
        ClusterTime time = times.get(turn.cluster().name());
        if (time != null) {
            time.giveBack(turn);
        }
    }

    /**
     * Makes a cluster due soon, whatever it waits for; after the turn that is under way, if one is.
     */
    public void hurry(String cluster, Cause cause) {
        synchronized (this) {
            ClusterTime time = times.get(cluster);
            if (time == null) {
                return;
            }
            time.hurry(cause, nanos.getAsLong());
        }
    }

    /**
     * The files of a cluster have changed: the turn under way works on what nobody wants any more
     * and is stopped, and another is due soon.
     */
    public void revised(String cluster) {
        synchronized (this) {
            ClusterTime time = times.get(cluster);
            if (time == null) {
                return;
            }
            time.stop();
            time.hurry(Cause.FILE_CHANGE, nanos.getAsLong());
        }
    }

    /**
     * A node has come up: clusters that run on it are due at once.
     *
     * @param node by the name that VMStation gives it
     */
    public void woke(String node) {
        List<String> on;
        synchronized (this) {
            on =
                    times.values().stream()
                            .map(ClusterTime::cluster)
                            .filter(cluster -> cluster.node().filter(node::equals).isPresent())
                            .map(ReconciledCluster::name)
                            .toList();
        }
        on.forEach(cluster -> hurry(cluster, Cause.WAKE));
    }

    /**
     * A turn is over.
     *
     * @param report what it has come to; empty when it broke, or did not take place
     * @param retryAfter when the server said to come again, if it did
     */
    public synchronized void ended(
            Turn turn, Optional<ReconcileReport> report, Optional<Duration> retryAfter) {
        ClusterTime time = times.get(turn.cluster().name());
        if (time != null) {
            time.ended(turn, report, retryAfter, nanos.getAsLong());
        }
    }

    /** Stops all turns that are under way, and gives no more: the host stops. */
    public synchronized void stopAll() {
        times.values().forEach(ClusterTime::stop);
        times.clear();
    }

    /**
     * Other clusters from now on. Those that are as before keep their times; a turn of one that is
     * not is stopped.
     */
    public void replace(Collection<ReconciledCluster> clusters) {
        synchronized (this) {
            Map<String, ClusterTime> before = new LinkedHashMap<>(times);
            times.clear();
            for (ReconciledCluster cluster : clusters) {
                ClusterTime known = before.remove(cluster.name());
                times.put(
                        cluster.name(),
                        known == null
                                ? new ClusterTime(cluster, pace, random, nanos.getAsLong())
                                : known.of(cluster, nanos.getAsLong()));
            }
            before.values().forEach(ClusterTime::stop);
        }
    }

    /**
     * How long until the next turn of any cluster; zero when one is due.
     *
     * @return empty when nothing but a hurry makes one due
     */
    public synchronized Optional<Duration> untilNext() {
        long now = nanos.getAsLong();
        return times.values().stream()
                .flatMap(time -> time.until(now).stream())
                .min(Duration::compareTo);
    }

    /** How long until the next turn of a cluster; empty while one is under way or none comes. */
    public synchronized Optional<Duration> untilNext(String cluster) {
        return Optional.ofNullable(times.get(cluster)).flatMap(it -> it.until(nanos.getAsLong()));
    }

    /** Whether a cluster is ever looked at. */
    static boolean isFollowed(ReconciledCluster cluster) {
        return cluster.mode() != Mode.SUSPEND;
    }
}
