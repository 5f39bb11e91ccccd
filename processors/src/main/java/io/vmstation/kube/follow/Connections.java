package io.vmstation.kube.follow;

import static java.util.Objects.requireNonNull;

import io.vmstation.kube.ClusterAccess;
import io.vmstation.kube.ClusterConnection;
import io.vmstation.kube.KubeconfigSearch;
import io.vmstation.node.ReconciledCluster;
import io.vmstation.node.ReconciledCluster.Access;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections to the clusters that are kept as files say, one for each way to reach one.
 * Thread-safe.
 */
public final class Connections implements AutoCloseable {
    private final Duration patience;
    private final KubeconfigSearch search;
    private final Map<Access, ClusterConnection> open = new HashMap<>();

    /**
     * @param patience how long one request may take
     * @param search where a kubeconfig is looked for when none is configured
     */
    public Connections(Duration patience, KubeconfigSearch search) {
        this.patience = requireNonNull(patience, "patience is null");
        this.search = requireNonNull(search, "search is null");
    }

    /** The connection to a cluster, always the same one. Opens nothing yet. */
    public synchronized ClusterConnection to(ReconciledCluster cluster) {
        return open.computeIfAbsent(
                cluster.access(),
                access ->
                        new ClusterConnection(
                                new ClusterAccess(
                                        access.kubeconfig(), access.context(), patience, search)));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ClusterConnection::close);
    }
}
