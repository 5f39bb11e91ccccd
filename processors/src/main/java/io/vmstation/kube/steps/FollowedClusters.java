package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.follow.ClusterLease;
import io.vmstation.kube.reconcile.ClusterHealth;
import io.vmstation.kube.reconcile.DesiredState;
import io.vmstation.kube.reconcile.KubeApi;
import io.vmstation.kube.reconcile.LiveObjects;
import io.vmstation.kube.reconcile.ObjectHealth;
import io.vmstation.kube.reconcile.ObjectKey;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What asks each cluster, made when it is first needed, and closed when the cluster is gone,
 * suspended, or reached in another way. Thread-safe.
 */
public final class FollowedClusters implements ClusterHealth, Leadership, AutoCloseable {
    private static final Duration LEASE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int RETRY_AFTER_SECONDS = 30;

    private final Function<ReconciledCluster, FollowedCluster> make;
    private final Map<String, FollowedCluster> followed = new HashMap<>();
    private Optional<List<ReconciledCluster>> current = Optional.empty();
    private boolean closed;

    FollowedClusters(Function<ReconciledCluster, FollowedCluster> make) {
        this.make = requireNonNull(make, "make is null");
    }

    private FollowedCluster of(ReconciledCluster cluster) {
        Optional<FollowedCluster> outdated = Optional.empty();
        FollowedCluster found;
        synchronized (this) {
            if (isOutdated(cluster)) {
                throw new RequestFailure(
                        "cluster %s is not configured like that any more".formatted(cluster.name()),
                        RETRY_AFTER_SECONDS);
            }
            FollowedCluster known = followed.get(cluster.name());
            if (known == null || !known.serves(cluster)) {
                outdated = Optional.ofNullable(known);
                known = make.apply(cluster);
                if (closed) {
                    outdated = Optional.of(known);
                } else {
                    followed.put(cluster.name(), known);
                    known.lease().ifPresent(ClusterLease::start);
                }
            }
            found = known;
        }
        outdated.ifPresent(FollowedCluster::close);
        return found;
    }

    /** A run that has begun before must not bring back what has been closed, nor its lease. */
    private boolean isOutdated(ReconciledCluster cluster) {
        return current.isPresent()
                && current.get().stream()
                        .filter(one -> one.mode() != Mode.SUSPEND)
                        .noneMatch(
                                one ->
                                        one.name().equals(cluster.name())
                                                && FollowedCluster.isReachedAs(one, cluster));
    }

    /** Absent: the cluster is not configured like that any more. */
    private Optional<FollowedCluster> wanted(ReconciledCluster cluster) {
        try {
            return Optional.of(of(cluster));
        } catch (RequestFailure e) {
            return Optional.empty();
        }
    }

    private synchronized Optional<FollowedCluster> known(String cluster) {
        return Optional.ofNullable(followed.get(cluster));
    }

    /** How a cluster is asked. */
    public KubeApi api(ReconciledCluster cluster) {
        return of(cluster).api();
    }

    /** What is watched of a cluster. */
    public LiveObjects live(ReconciledCluster cluster) {
        return of(cluster).live();
    }

    @Override
    public List<ObjectHealth> assess(ReconciledCluster cluster, DesiredState desired) {
        return of(cluster).health().assess(cluster, desired);
    }

    /** When we last changed an object, as far as its cluster is watched. */
    public Optional<Instant> lastApplied(String cluster, ObjectKey key) {
        return known(cluster).flatMap(one -> one.live().find(key)).flatMap(LastApplied::of);
    }

    /** Whether this host is the one that changes a cluster; empty while nobody knows. */
    public Optional<Boolean> leads(String cluster) {
        return known(cluster)
                .flatMap(FollowedCluster::lease)
                .filter(lease -> lease.isHeld() || !lease.holder().isEmpty())
                .map(ClusterLease::isHeld);
    }

    @Override
    public Optional<String> leaseProblem(ReconciledCluster cluster) {
        return wanted(cluster)
                .flatMap(FollowedCluster::lease)
                .filter(lease -> !lease.isHeld())
                .map(ClusterLease::problem)
                .filter(problem -> !problem.isEmpty());
    }

    @Override
    public boolean mayChange(ReconciledCluster cluster) {
        return wanted(cluster)
                .map(one -> one.lease().map(ClusterLease::isHeld).orElse(true))
                .orElse(false);
    }

    /** Whether a run makes sense now: another host does not do it. Never blocks. */
    public boolean mayRun(ReconciledCluster cluster) {
        return mayChange(cluster) || leaseProblem(cluster).isPresent();
    }

    @Override
    public Optional<String> otherLeader(ReconciledCluster cluster) {
        return wanted(cluster)
                .flatMap(FollowedCluster::lease)
                .filter(lease -> !lease.isHeld() && lease.problem().isEmpty())
                .map(ClusterLease::holder)
                .filter(holder -> !holder.isEmpty());
    }

    @Override
    public boolean awaitMayChange(ReconciledCluster cluster) {
        long end = System.nanoTime() + LEASE_PATIENCE.toNanos();
        while (!mayChange(cluster)
                && wanted(cluster).isPresent()
                && leaseProblem(cluster).isEmpty()
                && otherLeader(cluster).isEmpty()
                && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return mayChange(cluster);
    }

    /** Follows these clusters from now on, and no others. */
    public void follow(List<ReconciledCluster> clusters) {
        List<FollowedCluster> gone = new ArrayList<>();
        synchronized (this) {
            current = Optional.of(List.copyOf(clusters));
            List<String> kept =
                    clusters.stream()
                            .filter(cluster -> cluster.mode() != Mode.SUSPEND)
                            .map(ReconciledCluster::name)
                            .toList();
            followed.entrySet()
                    .removeIf(
                            entry -> {
                                boolean remove = !kept.contains(entry.getKey());
                                if (remove) {
                                    gone.add(entry.getValue());
                                }
                                return remove;
                            });
        }
        gone.forEach(FollowedCluster::close);
        clusters.stream().filter(cluster -> cluster.mode() != Mode.SUSPEND).forEach(this::begin);
    }

    private void begin(ReconciledCluster cluster) {
        var unused = wanted(cluster);
    }

    /** A node has come up: what failed is tried again at once. */
    public void hurry() {
        List<FollowedCluster> all;
        synchronized (this) {
            all = List.copyOf(followed.values());
        }
        all.forEach(one -> one.live().hurry());
    }

    /** Ends all watches and gives up all leases. */
    @Override
    public void close() {
        List<FollowedCluster> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(followed.values());
            followed.clear();
        }
        all.forEach(FollowedCluster::close);
    }
}
