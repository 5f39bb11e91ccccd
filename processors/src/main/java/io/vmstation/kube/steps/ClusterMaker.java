package io.vmstation.kube.steps;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.KubeconfigSearch;
import io.vmstation.kube.apply.HttpKubeApi;
import io.vmstation.kube.follow.Cause;
import io.vmstation.kube.follow.ClusterLease;
import io.vmstation.kube.follow.DueClusters;
import io.vmstation.kube.follow.LeasePace;
import io.vmstation.kube.follow.LiveListener;
import io.vmstation.kube.follow.WatchedObjects;
import io.vmstation.kube.health.ExpectedAsleep;
import io.vmstation.kube.health.StatusOfObjects;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Mode;
import io.vmstation.spi.RequestFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes what asks a cluster. Opens nothing yet.
 *
 * @param patience how long one request may take
 * @param search where a kubeconfig is looked for when none is configured
 * @param lease where hosts agree on who changes a cluster
 * @param asleep whether the node of a cluster sleeps
 * @param nodes which nodes of clusters sleep
 * @param listener hears what is seen of clusters
 * @param metrics count requests
 * @param due hears that this host has taken over
 */
public record ClusterMaker(
        Duration patience,
        KubeconfigSearch search,
        LeaseTerms lease,
        Predicate<ReconciledCluster> asleep,
        ExpectedAsleep nodes,
        LiveListener listener,
        ReconcileMetrics metrics,
        DueClusters due) {
    private static final int UNAUTHORIZED = 401;

    public ClusterMaker {
        requireNonNull(patience, "patience is null");
        requireNonNull(search, "search is null");
        requireNonNull(lease, "lease is null");
        requireNonNull(asleep, "asleep is null");
        requireNonNull(nodes, "nodes is null");
        requireNonNull(listener, "listener is null");
        requireNonNull(metrics, "metrics is null");
        requireNonNull(due, "due is null");
    }

    /**
     * Where hosts agree on who changes a cluster.
     *
     * @param namespace of the leases; empty: there is one host only
     * @param host tells this process apart from all others
     */
    public record LeaseTerms(String namespace, String host) {}

    /** Makes them all, one by one as they are asked for. */
    public FollowedClusters followed() {
        return new FollowedClusters(this::make);
    }

    private FollowedCluster make(ReconciledCluster cluster) {
        ClusterConnection connection =
                new ClusterConnection(
                        new ClusterAccess(
                                cluster.access().kubeconfig(),
                                cluster.access().context(),
                                patience,
                                search));
        HttpKubeApi api =
                new HttpKubeApi(
                        connection::client,
                        (verb, kind, code, took) -> answered(cluster, connection, verb, code));
        WatchedObjects live =
                new WatchedObjects(
                        cluster.name(), connection, () -> asleep.test(cluster), listener);
        return new FollowedCluster(
                cluster,
                connection,
                api,
                live,
                new StatusOfObjects(api, live, nodes, InstantSource.system()),
                lease(cluster, connection));
    }

    private void answered(
            ReconciledCluster cluster, ClusterConnection connection, String verb, int code) {
        metrics.asked(cluster.name(), verb, code);
        if (code == UNAUTHORIZED) {
            try {
                connection.refused(connection.client());
            } catch (RequestFailure e) {
                // Whoever asks next is told.
                return;
            }
        }
    }

    private Optional<ClusterLease> lease(ReconciledCluster cluster, ClusterConnection connection) {
        return lease.namespace().isEmpty() || cluster.mode() != Mode.ENFORCE
                ? Optional.empty()
                : Optional.of(
                        new ClusterLease(
                                cluster.name(),
                                lease.namespace(),
                                lease.host(),
                                connection,
                                () -> asleep.test(cluster),
                                LeasePace.usual(),
                                () -> due.hurry(cluster.name(), Cause.TAKEOVER)));
    }
}
