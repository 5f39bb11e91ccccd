package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Cause;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.Turn;
import io.vmstation.kube.reconcile.ReconcileReport;
import io.vmstation.spi.ClusterRun;
import io.vmstation.spi.RequestFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Lets one run at a time through for each cluster. Whoever asks while one is under way waits for
 * the next one, without a thread, and all who wait share it: it begins after each of them has
 * asked. Dry runs wait for their turn, too, but are not shared and put nothing off. Thread-safe.
 */
public final class RunTurns {
    private static final int RETRY_AFTER_SECONDS = 30;
    private static final int MOST_WAITING = 1_000;
    private static final Duration UNCLAIMED = Duration.ofSeconds(10);

    private final DueClusters due;
    private final Predicate<String> mayRun;
    private final Map<String, Turn> handedOver = new HashMap<>();
    private final Map<String, Long> handedAt = new HashMap<>();
    private final Map<String, Deque<Waiting>> waiting = new HashMap<>();
    private final Map<Turn, List<Waiting>> joined = new HashMap<>();

    /** Who waits. */
    private record Waiting(Cause cause, boolean dryRun, CompletableFuture<Admission> admission) {}

    /**
     * What has become of somebody who asked.
     *
     * @param turn to be handed to {@link #ended}; absent: somebody else's run was shared
     * @param shared how that run ended; absent when it broke
     */
    record Admission(Optional<Turn> turn, Optional<ClusterRun> shared) {}

    /**
     * @param due tells the times
     * @param mayRun whether this host may reconcile the cluster of that name by itself now
     */
    public RunTurns(DueClusters due, Predicate<String> mayRun) {
        this.due = requireNonNull(due, "due is null");
        this.mayRun = requireNonNull(mayRun, "mayRun is null");
    }

    /** The names of the clusters that are due; each is to be asked for soon. */
    public synchronized List<String> due() {
        long now = System.nanoTime();
        List<String> names = new ArrayList<>();
        for (String name : List.copyOf(handedOver.keySet())) {
            // The route that should have asked for it was not there, or broke: it may be now.
            if (now - handedAt.getOrDefault(name, now) > UNCLAIMED.toNanos()) {
                decline(name);
            }
        }
        for (Turn turn : due.take()) {
            String name = turn.cluster().name();
            if (mayRun.test(name)) {
                handedOver.put(name, turn);
                handedAt.put(name, now);
                names.add(name);
            } else {
                due.giveBack(turn);
            }
        }
        return names;
    }

    /**
     * Nobody asks for the turn of that cluster which {@link #due} told of: it is due as before, if
     * it still is there, and this host still may.
     */
    synchronized void decline(String cluster) {
        handedAt.remove(cluster);
        Optional.ofNullable(handedOver.remove(cluster)).ifPresent(due::giveBack);
    }

    /**
     * Asks for a run; completes when its turn has come, on the thread that ended the one before.
     */
    CompletableFuture<Admission> ask(String cluster, Cause cause, boolean dryRun) {
        CompletableFuture<Admission> admission = new CompletableFuture<>();
        Waiting asking = new Waiting(cause, dryRun, admission);
        Optional<Turn> begun;
        synchronized (this) {
            Deque<Waiting> queue = waiting.computeIfAbsent(cluster, name -> new ArrayDeque<>());
            if (queue.size() >= MOST_WAITING) {
                admission.completeExceptionally(
                        new RequestFailure(
                                "too many runs over cluster " + cluster + " are waiting",
                                RETRY_AFTER_SECONDS));
                return admission;
            }
            begun = begin(cluster, asking);
            if (begun.isEmpty()) {
                queue.add(asking);
            }
        }
        begun.ifPresent(turn -> admission.complete(new Admission(Optional.of(turn), none())));
        return admission;
    }

    private Optional<Turn> begin(String cluster, Waiting leader) {
        Optional<Turn> turn =
                Optional.ofNullable(handedOver.remove(cluster))
                        .or(
                                () ->
                                        leader.dryRun()
                                                ? due.takeAside(cluster)
                                                : due.take(cluster, leader.cause()));
        if (turn.isPresent() && !leader.dryRun()) {
            joined.put(turn.get(), takeAllThatShare(cluster));
        }
        return turn;
    }

    private List<Waiting> takeAllThatShare(String cluster) {
        List<Waiting> sharing = new ArrayList<>();
        Iterator<Waiting> queue = waiting.getOrDefault(cluster, new ArrayDeque<>()).iterator();
        while (queue.hasNext()) {
            Waiting one = queue.next();
            if (!one.dryRun()) {
                sharing.add(one);
                queue.remove();
            }
        }
        return sharing;
    }

    /**
     * A run is over; lets the next one begin, on this thread.
     *
     * @param report how it ended; absent when it broke
     * @param words the same for people
     * @param retryAfter when the server said to come again
     * @param dryRun whether it was one by request, which changes no times
     */
    void ended(
            Turn turn,
            Optional<ReconcileReport> report,
            Optional<ClusterRun> words,
            Optional<Duration> retryAfter,
            boolean dryRun) {
        List<Waiting> shared;
        List<Waiting> gone = new ArrayList<>();
        Optional<Waiting> next = Optional.empty();
        Optional<Turn> begun = Optional.empty();
        String cluster = turn.cluster().name();
        synchronized (this) {
            if (dryRun) {
                due.giveBack(turn);
            } else {
                due.ended(turn, report, retryAfter);
            }
            shared = joined.getOrDefault(turn, List.of());
            joined.remove(turn);
            Deque<Waiting> queue = waiting.getOrDefault(cluster, new ArrayDeque<>());
            while (begun.isEmpty() && !queue.isEmpty()) {
                Waiting first = queue.remove();
                begun = begin(cluster, first);
                if (begun.isPresent()) {
                    next = Optional.of(first);
                } else {
                    // The cluster is suspended or gone: nobody would ever let them through.
                    gone.add(first);
                }
            }
        }
        shared.forEach(one -> one.admission().complete(new Admission(Optional.empty(), words)));
        gone.forEach(one -> one.admission().complete(new Admission(Optional.empty(), none())));
        if (next.isPresent()) {
            next.get().admission().complete(new Admission(begun, Optional.empty()));
        }
    }

    /** Lets nobody wait any more, so that routes can stop. */
    public void close() {
        List<Waiting> all = new ArrayList<>();
        synchronized (this) {
            due.stopAll();
            waiting.values().forEach(all::addAll);
            waiting.clear();
            joined.values().forEach(all::addAll);
            joined.clear();
        }
        all.forEach(
                one ->
                        one.admission()
                                .completeExceptionally(
                                        new RequestFailure(
                                                "the host is stopping", RETRY_AFTER_SECONDS)));
    }

    private static Optional<ClusterRun> none() {
        return Optional.empty();
    }
}
