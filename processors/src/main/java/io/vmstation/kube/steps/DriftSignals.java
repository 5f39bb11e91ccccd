package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.Contentions;
import io.vmstation.kube.follow.Drift;
import io.vmstation.kube.follow.LiveListener;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.kube.trigger.ClusterTriggers;
import io.vmstation.kube.trigger.ClusterTriggers.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells the routes that somebody else has changed objects, after a moment, since changes come in
 * swarms; but not of what somebody keeps changing back. Thread-safe.
 */
public final class DriftSignals implements LiveListener {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final Contentions contentions;
    private final Predicate<Drift> ours;
    private final ClusterTriggers triggers;
    private final HealthListener health;
    private final ScheduledExecutorService clock;
    private final Map<String, Set<Drift>> waiting = new HashMap<>();

    /** Hears that an object of a cluster does otherwise than before. */
    @FunctionalInterface
    public interface HealthListener {
        /** Must not block. */
        void changed(String cluster);
    }

    /**
     * @param contentions know what is not to be hurried
     * @param ours whether it has turned out to be a change of our own
     * @param triggers tell the routes
     * @param health hears of the rest
     * @param clock runs what is short
     */
    public DriftSignals(
            Contentions contentions,
            Predicate<Drift> ours,
            ClusterTriggers triggers,
            HealthListener health,
            ScheduledExecutorService clock) {
        this.contentions = requireNonNull(contentions, "contentions is null");
        this.ours = requireNonNull(ours, "ours is null");
        this.triggers = requireNonNull(triggers, "triggers is null");
        this.health = requireNonNull(health, "health is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void drifted(Drift drift) {
        if (!contentions.mayHurry(drift)) {
            return;
        }
        synchronized (this) {
            boolean first = !waiting.containsKey(drift.cluster());
            waiting.computeIfAbsent(drift.cluster(), name -> new LinkedHashSet<>()).add(drift);
            if (!first) {
                return;
            }
        }
        try {
            var unused =
                    clock.schedule(
                            () -> tell(drift.cluster()), MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The host stops.
            return;
        }
    }

    private void tell(String cluster) {
        Set<Drift> seen;
        synchronized (this) {
            seen = waiting.remove(cluster);
        }
        // A watch may tell of what we deleted before the answer to it has come.
        Set<String> what =
                seen == null
                        ? Set.of()
                        : seen.stream()
                                .filter(ours.negate())
                                .map(DriftSignals::words)
                                .collect(Collectors.toSet());
        if (!what.isEmpty()) {
            triggers.tell(Signal.DRIFT, cluster, what);
        }
    }

    private static String words(Drift drift) {
        return drift.key() + drift.by().map(who -> " by " + who).orElse("");
    }

    @Override
    public void statusChanged(String cluster, ObjectKey key) {
        health.changed(cluster);
    }
}
