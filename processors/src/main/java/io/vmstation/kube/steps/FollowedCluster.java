package io.vmstation.kube.steps;

import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.apply.HttpKubeApi;
import io.vmstation.kube.follow.ClusterLease;
import io.vmstation.kube.follow.WatchedObjects;
import io.vmstation.kube.health.StatusOfObjects;
import io.vmstation.node.ReconciledCluster;
import java.util.Optional;

/**
 * A cluster and what asks it.
 *
 * @param cluster as it was configured when this was made
 * @param connection to its API, shared by the others
 * @param api asks
 * @param live watches
 * @param health judges
 * @param lease tells whether this host is the one that changes it; absent: nobody else does
 */
record FollowedCluster(
        ReconciledCluster cluster,
        ClusterConnection connection,
        HttpKubeApi api,
        WatchedObjects live,
        StatusOfObjects health,
        Optional<ClusterLease> lease)
        implements AutoCloseable {

    /** Whether the same will do for a cluster that is configured like that. */
    boolean serves(ReconciledCluster now) {
        return isReachedAs(cluster, now);
    }

    /** Whether two configurations of a cluster make no difference to who asks it. */
    static boolean isReachedAs(ReconciledCluster one, ReconciledCluster other) {
        return one.access().equals(other.access())
                && one.mode() == other.mode()
                && one.node().equals(other.node());
    }

    @Override
    public void close() {
        live.close();
        lease.ifPresent(ClusterLease::close);
        connection.close();
    }
}
